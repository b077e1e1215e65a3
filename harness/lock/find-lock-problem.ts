import { namesOf } from '../capabilities/capability-set.ts';
import { parseSet } from '../capabilities/parse-set.ts';
import { HarnessError } from '../errors.ts';
import { safeText } from '../text/plain-text.ts';
import { answerProblem } from './answer-problem.ts';
import { pathOfEntry } from './entry-name.ts';
import { LIMITED_TO_CAPABILITIES, type LockException, type LockedCase, type LockFile } from './lock-file.ts';
import type { LockProblem } from './lock-problem.ts';

/** The first thing that a lock file says and that cannot be, as only an edit by hand can bring it about. */
export function findLockProblem(lock: LockFile): LockProblem | undefined {
  for (const [path, one] of Object.entries(lock.cases)) {
    const found = pathProblem(path) ?? nameProblem(one) ?? caseProblem(one, lock);
    if (found !== undefined) return { ...found, field: ['cases', path, ...found.field] };
  }
  for (const [index, one] of lock.exceptions.entries()) {
    const found = exceptionProblem(one, lock, lock.exceptions.slice(0, index));
    if (found !== undefined) return { ...found, field: ['exceptions', index, ...found.field] };
  }
  return undefined;
}

/** A lock file in a directory of its own leads out of it; nothing else does, and no path takes a detour. */
function pathProblem(name: string): LockProblem | undefined {
  const path = pathOfEntry(name);
  if (/^(?:\/|\\|[A-Za-z]:)/.test(path)) return { field: [], what: 'the path is absolute', hint: RELATIVE };
  const [first = '', ...others] = path.replace(/^(?:\.\.\/)+/, '').split('/');
  const isPlain = [first, ...others].every((part) => !['', '.', '..'].includes(part));
  return isPlain
    ? undefined
    : { field: [], what: 'the path is empty, or has .., . or nothing between slashes', hint: RELATIVE };
}

const RELATIVE =
  'Write the path of the Dockerfile, relative to the directory of the lock file: services/api/Dockerfile.';

/** A name that no capability has, in any set of the case. */
function nameProblem({ universe, untestable, faithful, exitZero }: LockedCase): LockProblem | undefined {
  const answers = { faithful, ...(exitZero === null ? {} : { exitZero }) };
  const sets = [
    { field: ['universe'], set: universe },
    { field: ['untestable'], set: untestable },
    ...Object.entries(answers).flatMap(([answer, { minimalSets, maximalFailingSets, exceptions = [] }]) => [
      ...exceptions.flatMap((cube, index) =>
        (['granted', 'withheld'] as const).map((side) => ({
          field: [answer, 'exceptions', index, side],
          set: cube[side],
        })),
      ),
      ...minimalSets.map((set, index) => ({ field: [answer, 'minimalSets', index], set })),
      ...maximalFailingSets.map((set, index) => ({ field: [answer, 'maximalFailingSets', index], set })),
    ]),
  ];
  for (const { field, set } of sets) {
    const found = unknownName(set);
    if (found !== undefined) return { field, ...found };
  }
  return undefined;
}

function unknownName(set: string): Omit<LockProblem, 'field'> | undefined {
  try {
    parseSet(set);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof HarnessError)) throw thrown;
    return { what: thrown.message, hint: thrown.hint };
  }
}

function caseProblem(one: LockedCase, { proofs }: LockFile): LockProblem | undefined {
  if (!Object.hasOwn(proofs, one.proof))
    return { field: ['proof'], what: `there is no ${safeText(one.proof)} in proofs` };
  const universe = parseSet(one.universe);
  const names = namesOf(universe);
  const lost = Object.keys(one.losses).find((name) => !names.includes(name));
  if (lost !== undefined)
    return { field: ['losses', lost], what: 'it is not a capability in the universe of the case' };
  for (const answer of ['faithful', 'exitZero'] as const) {
    const borders = one[answer];
    const found = borders === null ? undefined : answerProblem(borders, universe);
    if (found !== undefined) return { ...found, field: [answer, ...found.field] };
  }
  const what = statusProblem(one);
  return what === undefined ? undefined : { field: ['status'], what };
}

function statusProblem({ status, faithful, exitZero }: LockedCase): string | undefined {
  const servesNone = faithful.minimalSets.length === 0;
  if (status === 'reference-failed' && !servesNone) {
    return 'the build fails with everything granted, but faithful.minimalSets is not empty';
  }
  if (status !== 'reference-failed' && servesNone) return `it is ${status}, but faithful.minimalSets is empty`;
  const mayBeOpen = status === 'partial' || status === 'flaky';
  return exitZero === null && !mayBeOpen ? `it is ${status}, but exitZero is null` : undefined;
}

function exceptionProblem(
  one: LockException,
  lock: LockFile,
  before: readonly LockException[],
): LockProblem | undefined {
  if (!Object.hasOwn(lock.cases, one.case)) {
    return {
      field: ['case'],
      what: `there is no ${safeText(one.case)} in cases`,
      hint: 'Remove the exception, or name the Dockerfile as in cases.',
    };
  }
  if (before.some((other) => other.case === one.case && other.accepts === one.accepts)) {
    return {
      field: [],
      what: `${safeText(one.case)} has another exception for ${one.accepts}`,
      hint: 'Keep one of them.',
    };
  }
  if (one.capabilities === undefined) return undefined;
  if (!LIMITED_TO_CAPABILITIES.includes(one.accepts)) {
    return { field: ['capabilities'], what: `${one.accepts} is not about capabilities`, hint: 'Remove the field.' };
  }
  const found = unknownName(one.capabilities);
  return found === undefined ? undefined : { field: ['capabilities'], ...found };
}
