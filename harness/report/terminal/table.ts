import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { safeText } from '../../text/plain-text.ts';
import { exitZeroVerb, needsCell } from '../blocks/answer/answer-text.ts';
import { obstacleOf } from '../blocks/answer/case-headline.ts';
import { type LossText, lossText, silentLegend } from '../blocks/answer/loss-text.ts';
import { popularListText } from '../blocks/answer/popular-list.ts';
import { auditSummary } from '../blocks/basis/audit-text.ts';
import { coverSummary } from '../blocks/basis/cover-text.ts';
import { exceptionSummary } from '../blocks/basis/exception-text.ts';
import { budgetLines } from '../blocks/basis/partial-text.ts';
import { alwaysGrantedText } from '../blocks/run/always-granted.ts';
import { cacheLines } from '../blocks/run/cache-text.ts';
import { ownConfigurations, sharedConfigurationLines } from '../blocks/run/configuration-text.ts';
import { headline, profileLines } from '../blocks/run/run-text.ts';
import { variationSummary } from '../blocks/variation/variation-summary.ts';
import { podSecurityLines } from '../policy/comment/pod-security-text.ts';
import { plainTable } from './plain-table.ts';

/** How a table is to be drawn. */
export interface TableOptions {
  /** Columns of the terminal. */
  readonly width: number;
}

const HEADINGS = ['case', 'needs', 'without it', 'trials (minimum)'];

/** Columns of the fixed parts; the longest name of a capability fits in `needs`. */
const WIDTHS = { needs: 24, trials: 11, leastOfName: 12, leastOfLosses: 24 };

/** The result of a run as a table, with the sets that serve all its cases. */
export function tableReport(record: RunRecord, { width }: TableOptions): string {
  const configurationOf = ownConfigurations(record.cases);
  const table = plainTable({
    head: HEADINGS,
    colWidths: columnWidths(record, width),
    rows: record.cases.map((one) => row(one, configurationOf(one))),
  });
  const conclusions = [
    ...silentLegend(record.cases),
    ...alwaysGrantedText(record),
    ...profileLines(record),
    ...podSecurityLines(record),
    ...popularListText(record),
    ...budgetLines(record),
    ...variationSummary(record),
    ...coverSummary(record),
    ...exceptionSummary(record),
    ...auditSummary(record),
  ];
  const head = [headline(record), ...cacheLines(record), ...sharedConfigurationLines(record.cases)];
  return [...head, table, ...conclusions].join('\n');
}

/** The name takes what the longest one needs, within reason; what is left tells the losses. */
function columnWidths({ cases }: RunRecord, width: number): number[] {
  const { needs, trials, leastOfName, leastOfLosses } = WIDTHS;
  const free = width - needs - trials - HEADINGS.length - 1;
  const longest = Math.max(leastOfName, ...cases.map(({ id }) => id.length + 2));
  const name = Math.min(longest, Math.max(leastOfName, free - leastOfLosses));
  return [name, needs, Math.max(leastOfLosses, free - name), trials];
}

/** What the configuration is stands in the widest column. */
function row(one: CaseRecord, configuration: readonly string[]): string[] {
  const name = safeText(one.id);
  const { count, lowerBound } = one.trials;
  if (one.status === 'reference-failed' || one.faithful.minimalSets.length === 0) {
    const why = safeText(one.referenceFailure?.message ?? one.reason ?? '');
    return [name, one.status, [...configuration, why].join('\n'), `${count}`];
  }
  return [
    name,
    needsText(one),
    [...configuration, ...obstacleOf(one), ...one.losses.map((loss) => lossLine(lossText(loss)))].join('\n'),
    one.faithful.complete ? `${count} (${lowerBound})` : `${count}`,
  ];
}

function needsText(one: CaseRecord): string {
  return [
    ...needsCell(
      one,
      one.exitZero.complete ? `exit code 0 ${exitZeroVerb(true, one.exitZero.minimalSets)}` : 'exit code 0',
    ),
    ...(one.status === 'proven' ? [] : [`(${one.status})`]),
  ].join('\n');
}

function lossLine({ capability, place, silent, what }: LossText): string {
  return `${capability}: ${silent ? 'SILENT: ' : ''}${place === '' ? '' : `${place}: `}${what}`;
}
