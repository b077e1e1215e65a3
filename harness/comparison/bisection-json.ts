import * as z from 'zod';
import type { CaseRecord } from '../record/record.ts';
import { capabilityNames } from '../vocabulary/capability-names.ts';
import { type BisectedCase, buildsOf } from './bisect-cases.ts';

/** What an executor that was tried needs for a case. */
const executorAnswer = z.object({
  executor: z.string(),
  /** As in a record. */
  status: z.string(),
  faithful: z.array(capabilityNames),
  exitZero: z.array(capabilityNames),
  builds: z.number(),
});

/** How the bisection of a case ended. */
const bisectionEnd = z.discriminatedUnion('result', [
  z.object({
    result: z.literal('changed'),
    /** The last executor with the old answer. */
    last: z.string(),
    /** The first one with the new answer. */
    first: z.string(),
    /** Those between them that gave no answer. */
    skipped: z.array(z.string()),
  }),
  z.object({ result: z.literal('unchanged') }),
  /** An end has no answer: `without` is the executor. */
  z.object({ result: z.literal('no-verdict'), without: z.string() }),
]);

/** The schema of what `bisect --json` prints. Its version rises when a reader of the old form would misread the new one. */
export const bisectionReport = z.object({
  schemaVersion: z.literal(1),
  /** In their order, as they were named. */
  executors: z.array(z.string()).readonly(),
  builds: z.number(),
  cases: z.array(z.intersection(z.object({ id: z.string(), answers: z.array(executorAnswer) }), bisectionEnd)),
});

/** The result of a bisection as a program reads it; `docs/compare-and-bisect.md` describes it. */
export function bisectionJson(cases: readonly BisectedCase[], names: readonly string[]): string {
  const nameAt = (position: number): string => names[position] ?? '';
  const report: z.output<typeof bisectionReport> = {
    schemaVersion: 1,
    executors: names,
    builds: buildsOf(cases),
    cases: cases.map(({ id, end, found }) => ({
      id,
      ...endOf(end, nameAt),
      answers: [...found]
        .toSorted(([a], [b]) => a - b)
        .map(([position, one]) => ({ executor: nameAt(position), ...answerOf(one) })),
    })),
  };
  return JSON.stringify(report, null, 2);
}

function endOf(end: BisectedCase['end'], nameAt: (position: number) => string): z.output<typeof bisectionEnd> {
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

function answerOf({
  status,
  faithful,
  exitZero,
  trials,
}: CaseRecord): Omit<z.output<typeof executorAnswer>, 'executor'> {
  return { status, faithful: faithful.minimalSets, exitZero: exitZero.minimalSets, builds: trials.count };
}
