import type { CaseRecord } from '../record/record.ts';
import type { BisectedCase } from './bisect-cases.ts';
import { buildsOf } from './bisection-text.ts';

/** The result of a bisection as a program reads it; `docs/compare-and-bisect.md` describes it. */
export function bisectionJson(cases: readonly BisectedCase[], names: readonly string[]): string {
  const nameAt = (position: number): string => names[position] ?? '';
  return JSON.stringify(
    {
      executors: names,
      builds: buildsOf(cases),
      cases: cases.map(({ id, end, found }) => ({
        id,
        ...endOf(end, nameAt),
        answers: [...found]
          .toSorted(([a], [b]) => a - b)
          .map(([position, one]) => ({ executor: nameAt(position), ...answerOf(one) })),
      })),
    },
    null,
    2,
  );
}

function endOf(end: BisectedCase['end'], nameAt: (position: number) => string): Readonly<Record<string, unknown>> {
  switch (end.kind) {
    case 'unchanged':
      return { result: 'unchanged' };
    case 'no-verdict':
      return { result: 'no-verdict', without: nameAt(end.end) };
    case 'found':
      return {
        result: 'changed',
        last: nameAt(end.last),
        first: nameAt(end.first),
        skipped: end.skipped.map(nameAt),
      };
  }
}

function answerOf({ status, faithful, exitZero, trials }: CaseRecord): Readonly<Record<string, unknown>> {
  return { status, faithful: faithful.minimalSets, exitZero: exitZero.minimalSets, builds: trials.count };
}
