import type { ComparedCase } from '../comparison/compared-case.ts';
import { comparedLockedCase } from './compared-locked-case.ts';
import type { LockFile } from './lock-file.ts';

/** What one run, of those that a lock file rests on, found of cases that are to be searched again. */
export interface LockedFindings {
  readonly builder: LockFile['proofs'][string]['builder'];
  readonly run: { readonly id: string };
  readonly cases: readonly ComparedCase[];
}

/** What a lock file lets a search expect; `idOf` tells the id of the case that a path of it means, if it is asked for. */
export function knownFindings(lock: LockFile, idOf: (path: string) => string | undefined): LockedFindings[] {
  return Object.entries(lock.proofs).map(([run, { builder }]) => ({
    builder,
    run: { id: run },
    cases: Object.entries(lock.cases).flatMap(([path, one]) => {
      const id = one.proof === run ? idOf(path) : undefined;
      return id === undefined ? [] : [comparedLockedCase(id, one)];
    }),
  }));
}
