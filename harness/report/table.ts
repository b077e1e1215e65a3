import Table from 'cli-table3';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { answersAgree, type LossText, lossText, setsText } from './loss-text.ts';
import { countOf, durationText, safeText } from './plain-text.ts';
import { popularListText } from './popular-list.ts';

/** How a table is to be drawn. */
export interface TableOptions {
  /** Columns of the terminal. */
  readonly width: number;
}

const HEADINGS = ['case', 'needs', 'exit code 0 needs', 'without it', 'trials (bound)'];

/** The result of a run as a table, with the sets that serve all its cases. */
export function tableReport(record: RunRecord, { width }: TableOptions): string {
  const table = new Table({
    head: HEADINGS,
    colWidths: columnWidths(width),
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const one of record.cases) table.push(row(one));
  return [headline(record), table.toString(), ...profileLines(record), ...popularListText(record)].join('\n');
}

/** What was run on what, in one line. */
export function headline({ builder, environment: on, run }: RunRecord): string {
  const identity = builder.imageDigest ?? (builder.binarySha256 === null ? null : `sha256:${builder.binarySha256}`);
  const digest = identity === null ? '' : ` (${identity.slice(0, 19)}…)`;
  const seccomp = on.seccomp === 'unconfined' ? 'no seccomp' : `${on.seccomp} seccomp`;
  const done = `${countOf(run.trials, 'trial')} in ${durationText(run.wallMs)}`;
  return `${builder.kind} ${safeText(builder.version)}${digest} on ${on.engine} ${on.version}, kernel ${on.kernel}, ${seccomp} · ${done}`;
}

function columnWidths(width: number): number[] {
  const [needs, exitZero, trials] = [26, 20, 10];
  const rest = Math.max(40, width - needs - exitZero - trials - HEADINGS.length - 1);
  const name = Math.round(rest * 0.32);
  return [name, needs, exitZero, rest - name, trials];
}

function row(one: CaseRecord): string[] {
  const name = safeText(one.id);
  const { count, lowerBound } = one.trials;
  if (one.status === 'reference-failed' || one.faithful.minimalSets.length === 0) {
    return [name, one.status, '', safeText(one.referenceFailure?.message ?? one.reason ?? ''), `${count}`];
  }
  const marked = one.status === 'proven' ? '' : `\n(${one.status})`;
  return [
    name,
    `${setsText(one.faithful.minimalSets)}${marked}`,
    answersAgree(one) ? 'the same' : setsText(one.exitZero.minimalSets),
    one.losses.map((loss) => lossLine(lossText(loss))).join('\n'),
    `${count} (${lowerBound})`,
  ];
}

function lossLine({ capability, place, silent, what }: LossText): string {
  return `${capability}: ${silent ? 'SILENT, ' : ''}${place === '' ? '' : `${place}: `}${what}`;
}

function profileLines({ cases, profile }: RunRecord): string[] {
  const answered = cases.filter((one) => one.faithful.minimalSets.length > 0).length;
  if (answered < 2) return [];
  const lines = [`all ${answered} cases together need  ${inline(profile.faithful)}`];
  const same = JSON.stringify(profile.faithful) === JSON.stringify(profile.exitZero);
  return same ? lines : [...lines, `exit code 0 alone needs only  ${inline(profile.exitZero)}`];
}

function inline(sets: readonly (readonly string[])[]): string {
  return setsText(sets).replaceAll('\n', ' ');
}
