import type { CaseRecord, RunRecord } from '../record/record.ts';
import { answersAgree, lossText, setsText } from './loss-text.ts';
import { countOf, durationText, safeText } from './plain-text.ts';

/** The answer of a case in one line; of a case whose reference fails, all there is to say. */
export function caseHeadline(one: CaseRecord): string {
  if (one.referenceFailure !== null) return referenceFailureText(one);
  const { count, lowerBound, totalMs } = one.trials;
  const cost = `${one.status} · ${countOf(count, 'trial')} (bound ${lowerBound}) · ${durationText(totalMs)}`;
  if (one.faithful.minimalSets.length === 0) return `${safeText(one.id)}  ${cost}\n  ${safeText(one.reason ?? '')}`;
  return `${safeText(one.id)}  needs  ${setsText(one.faithful.minimalSets).replaceAll('\n', ' ')}     ${cost}`;
}

/** A case in full: the answer first, its reasons under it. */
export function caseSummary(one: CaseRecord): string {
  if (one.referenceFailure !== null || one.faithful.minimalSets.length === 0) return caseHeadline(one);
  const losses = one.losses.map(lossText);
  const width = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length));
  const [capabilities, places] = [
    width(losses.map((loss) => loss.capability)),
    width(losses.map((loss) => loss.place)),
  ];
  return [
    caseHeadline(one),
    ...(one.reason === null ? [] : [`  ${safeText(one.reason)}`]),
    ...losses.map(
      ({ capability, place, silent, what }) =>
        `  ${capability.padEnd(capabilities)}  ${place.padEnd(places)}  ${silent ? 'SILENT' : '      '}  ${what}`,
    ),
    ...(answersAgree(one)
      ? []
      : [`  exit code 0 needs only ${setsText(one.exitZero.minimalSets).replaceAll('\n', ' ')}`]),
    ...one.masked.slice(0, 3).map(({ text }) => `  not compared, because it differs by itself: ${safeText(text)}`),
    ...violationLines(one),
  ].join('\n');
}

function violationLines({ violations }: CaseRecord): string[] {
  return violations
    .slice(0, 3)
    .map(
      ({ answer, passing, failing, trials }) =>
        `  more capabilities hurt (${answer === 'faithful' ? 'same image' : 'exit code 0'}): ` +
        safeText(`{${passing.join(' ')}} serves, {${failing.join(' ')}} does not (${trials.join(', ')})`),
    );
}

/** Words of a kernel that refuses; a build that ends with them may want a privilege beyond the universe. */
const REFUSED = /operation not permitted|permission denied|EPERM|EACCES/i;

function referenceFailureText(one: CaseRecord): string {
  const failure = one.referenceFailure;
  const place = failure?.instruction == null ? '' : ` at line ${failure.instruction.line}: ${failure.instruction.text}`;
  const wider = [
    '  The build may need a privilege that it was not given. If you trust the Dockerfile, try with more:',
    `    kaniko-caps discover --universe wide ${safeText(one.path)}`,
  ];
  return [
    `${safeText(one.id)}  the reference build fails with everything granted${safeText(place)}`,
    `  ${safeText(failure?.message ?? '')}`,
    ...(REFUSED.test([failure?.message, ...(failure?.log ?? [])].join('\n')) ? wider : []),
  ].join('\n');
}

/** A run as text for a person: its cases in full. */
export function casesReport(record: RunRecord): string {
  return record.cases.map(caseSummary).join('\n\n');
}
