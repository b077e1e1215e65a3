import * as z from 'zod';
import { capabilityNames } from '../vocabulary/capability-names.ts';

/** Capability sets by their names. */
export const namedSets = z.array(capabilityNames.readonly()).readonly();

/** Capability sets by their names. */
export type NamedSets = z.output<typeof namedSets>;
