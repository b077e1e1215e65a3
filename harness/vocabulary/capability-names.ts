import * as z from 'zod';

/** A capability set as a record writes it: names without `CAP_`, in kernel order. */
export const capabilityNames = z.array(z.string());
