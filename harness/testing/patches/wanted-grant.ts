import { setOfNames } from '../../capabilities/parse-set.ts';
import type { WantedGrant } from '../../patch/wanted-grant.ts';

/** A grant of CHOWN and FSETID, not hardened. */
export function wantedGrant(told: Partial<WantedGrant> = {}): WantedGrant {
  return {
    needed: setOfNames(['CHOWN', 'FSETID']),
    isPrivileged: false,
    addNoNewPrivileges: false,
    addDefaultSeccomp: false,
    runtime: 'docker',
    evidence: 'proven by run r1',
    ...told,
  };
}
