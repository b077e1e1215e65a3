import { setOf } from '../../capabilities/capability-set.ts';
import type { CaseRecord } from '../../record/record.ts';
import { type WatchedBuild, watchedCase } from '../simulated/watched-build.ts';

const UNIVERSE = setOf('CHOWN', 'FOWNER', 'FSETID', 'SETUID');

/** Works with CHOWN, but not with FOWNER besides, unless FSETID is granted too. */
const HURTING: WatchedBuild = {
  asks: setOf('CHOWN'),
  refused: { verdict: 'failed' },
  granted: {
    asks: setOf('FOWNER'),
    refused: { verdict: 'faithful' },
    granted: { asks: setOf('FSETID'), granted: { verdict: 'faithful' }, refused: { verdict: 'failed' } },
  },
};

/** A case of which watched trials decide every set: it needs CHOWN, and FOWNER without FSETID hurts it. */
export function hurtingCase(changes: Partial<CaseRecord> = {}): CaseRecord {
  return { ...watchedCase(HURTING, UNIVERSE), id: 'hurt', ...changes };
}

/** The same where nothing repairs it; everything granted hurts it as well, which a real reference build forbids. */
export function hopelessCase(changes: Partial<CaseRecord> = {}): CaseRecord {
  const build: WatchedBuild = {
    asks: setOf('FOWNER'),
    granted: { verdict: 'failed' },
    refused: { verdict: 'faithful' },
  };
  return { ...watchedCase(build, UNIVERSE), id: 'hopeless', ...changes };
}

/** A case of which watched trials decide every set: it needs FOWNER. */
export function fownerCase(changes: Partial<CaseRecord> = {}): CaseRecord {
  const build: WatchedBuild = {
    asks: setOf('FOWNER'),
    granted: { verdict: 'faithful' },
    refused: { verdict: 'failed' },
  };
  return { ...watchedCase(build, UNIVERSE), id: 'fowner', ...changes };
}
