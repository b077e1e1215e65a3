import { FAULT_CALLS, FAULT_KINDS, FAULT_MENU, type FaultCall } from '../../harness/testing/faults/fault-menu.ts';
import type { FaultTally } from '../../harness/testing/faults/fault-tally.ts';
import { countOf, numberText } from '../../harness/text/plain-text.ts';
import { markdownTable } from '../measuring/markdown-table.ts';
import type { FaultRound } from './fault-rounds.ts';

/** What rounds of faults came to, as Markdown. */
export function faultsText(rounds: readonly FaultRound[]): string {
  const problems = rounds.flatMap(({ name, tally }) => tally.problems.map((problem) => `- ${name}, ${problem}`));
  const seeds = rounds.reduce((sum, { tally }) => sum + tally.schedules, 0);
  return [
    `${countOf(seeds, 'schedule')} of faults, each drawn from a seed of its own.`,
    '',
    roundsTable(rounds),
    '',
    kindsTable(rounds),
    '',
    callsTable(rounds),
    ...(problems.length === 0 ? [] : ['', 'What went wrong:', '', ...problems]),
  ].join('\n');
}

/** Whether every verdict was true or none, and nothing was lost, left or without end. */
export function isAllWell(rounds: readonly FaultRound[]): boolean {
  return rounds.every(({ tally }) => tally.problems.length === 0);
}

const ROUNDS_HEAD = [
  'tried',
  'schedules',
  'faults',
  'true verdicts',
  'no verdict',
  'wrong verdicts',
  'lost',
  'left',
  'without end',
  'runs with all answers, a part, an error',
];

function roundsTable(rounds: readonly FaultRound[]): string {
  return markdownTable(
    ROUNDS_HEAD,
    rounds.map(({ name, tally }) => [
      name,
      ...countsOf(tally).map(numberText),
      Object.values(tally.ended).map(numberText).join(' / '),
    ]),
  );
}

function countsOf({ schedules, faults, verdicts, lost, left, hung }: FaultTally): number[] {
  return [schedules, faults, verdicts.true, verdicts.none, verdicts.wrong, lost, left, hung];
}

/** A fault in a trial counts by its trial's verdict, any other by whether its run got all answers. */
function kindsTable(rounds: readonly FaultRound[]): string {
  const rows = FAULT_KINDS.map((kind) => {
    const count = (end: 'true' | 'none' | 'wrong'): number => sum(rounds.map(({ tally }) => tally.byKind[kind][end]));
    const counts = [count('true'), count('none'), count('wrong')];
    return [`${kind}: ${FAULT_MENU[kind].meaning}`, ...[sum(counts), ...counts].map(numberText)];
  });
  return markdownTable(['fault', 'injected', 'true verdict all the same', 'no verdict', 'wrong verdict'], rows);
}

function callsTable(rounds: readonly FaultRound[]): string {
  const rows = (Object.keys(FAULT_CALLS) as FaultCall[]).flatMap((call) => {
    const counts = rounds.map(({ tally }) => tally.byCall[call] ?? 0);
    return sum(counts) === 0 ? [] : [[call, ...counts.map(numberText)]];
  });
  return markdownTable(['call', ...rounds.map(({ name }) => name)], rows);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
