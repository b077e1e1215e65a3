import * as z from 'zod';

/** A restriction that belongs next to capabilities and may break a build by itself. */
export const hardening = z.enum([
  /** No process gains a privilege by what it executes; what Kubernetes calls `allowPrivilegeEscalation: false`. */
  'no-new-privileges',
]);

/** A restriction that belongs next to capabilities and may break a build by itself. */
export type Hardening = z.output<typeof hardening>;
