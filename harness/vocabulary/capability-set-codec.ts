import * as z from 'zod';
import { type CapabilitySet, formatMask } from '../capabilities/capability-set.ts';
import { parseMask } from '../capabilities/mask.ts';

/** A capability set on disk: the 16 hexadecimal digits that `/proc/<pid>/status` prints. */
export const capabilitySetCodec = z.codec(
  z.string().regex(/^[0-9a-f]{16}$/),
  z.custom<CapabilitySet>((value) => typeof value === 'bigint'),
  { decode: (digits) => parseMask(digits) as CapabilitySet, encode: formatMask },
);
