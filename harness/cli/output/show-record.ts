import { HarnessError } from '../../errors.ts';
import type { Format, Subject } from '../../formats/format.ts';
import { canShow, formatNamed } from '../../formats/formats.ts';
import type { RunRecord } from '../../record/record.ts';
import type { Policy } from '../../report/policy/policy.ts';
import type { PolicyOptions } from '../../report/policy/policy-of.ts';
import type { BuilderRequest } from '../../vocabulary/run-plan.ts';
import type { RequestedReport } from './requested-reports.ts';
import { showReports, textHere } from './show-reports.ts';
import { splitReports } from './split-reports.ts';

/** What one record can be shown as: itself, or a policy that follows from it. */
export const OF_A_RECORD: readonly Subject[] = ['record', 'policy'];

/**
 * Refuses policies that cannot be written of a record, before anything is shown or written.
 *
 * @throws HarnessError what the first of them is refused for.
 */
export async function assertPoliciesWritable(
  record: RunRecord,
  reports: readonly RequestedReport[],
  options: PolicyOptions,
): Promise<void> {
  const those = reports.filter(({ format }) => canShow(format, 'policy'));
  const policies = those.length === 0 ? [] : await policiesIn(record, options);
  for (const { format } of those) await policiesText(format, policies);
}

/**
 * Refuses, before a container starts, an admission policy that would know pods by an image where there is none.
 *
 * @throws HarnessError NO_POLICY
 */
export function assertImageToMatch(reports: readonly RequestedReport[], builder: BuilderRequest): void {
  const format = reports.find(({ format: { admitsPods } }) => admitsPods === 'by-image')?.format;
  if (format === undefined || builder.kind !== 'binary') return;
  throw new HarnessError(
    'NO_POLICY',
    `--format ${format.name} needs the image of Kaniko, but a local executor is tried`,
    {
      hint: `Write it from the record afterwards: kaniko-caps report RECORD --format ${format.name} --image REFERENCE.`,
    },
  );
}

/** How a record is shown. */
interface ShownRecord {
  readonly policy?: PolicyOptions;
  /** The record as all reports but JSON show it, with paths as they are typed here. */
  readonly seen?: RunRecord;
  readonly category?: string | undefined;
}

/**
 * Shows the reports of a record.
 *
 * @throws HarnessError CANNOT_WRITE, or what a policy is refused for.
 */
export async function showRecord(
  record: RunRecord,
  reports: readonly RequestedReport[],
  { policy = {}, seen = record, category }: ShownRecord = {},
): Promise<void> {
  const isSome = reports.some(({ format }) => canShow(format, 'policy'));
  const policies = isSome ? await policiesIn(seen, policy) : [];
  await showReports(await splitReports(reports, policies), async ({ format, policies: shown }) => {
    if (format.name === 'json') return textHere(format.name, 'record', record);
    if (!canShow(format, 'policy')) return textHere(format.name, 'record', seen, { category });
    return policiesText(format, shown);
  });
}

async function policiesText(format: Format, policies: readonly Policy[]): Promise<string> {
  const texts = await Promise.all(policies.map((one) => textHere(format.name, 'policy', one)));
  return texts.join(format.policyFile?.between ?? '');
}

async function policiesIn(record: RunRecord, options: PolicyOptions): Promise<Policy[]> {
  return (await import('../../report/policy/policy-of.ts')).policiesOf(record, options);
}

/**
 * Refuses reports that cannot show this many records: several are shown side by side, and two may be compared.
 *
 * @throws HarnessError UNKNOWN_FORMAT naming those that can.
 */
export function assertShowSeveral(reports: readonly RequestedReport[], count: number): void {
  const subjects: readonly Subject[] = count === 2 ? ['records', 'comparison'] : ['records'];
  for (const { format } of reports) formatNamed(format.name, subjects);
}

/**
 * Shows several records: beside each other, or two of them compared.
 *
 * @throws HarnessError CANNOT_WRITE
 */
export async function showSeveral(paths: readonly string[], reports: readonly RequestedReport[]): Promise<void> {
  const { readRecord } = await import('../../runs/read-record.ts');
  const records = await Promise.all(paths.map(readRecord));
  await showReports(reports, async ({ format }) => {
    if (canShow(format, 'records')) return textHere(format.name, 'records', records);
    return textHere(format.name, 'comparison', await comparisonOf(records, paths));
  });
}

async function comparisonOf([before, after]: readonly RunRecord[], [first = '', second = '']: readonly string[]) {
  if (before === undefined || after === undefined) throw new Error('there are no two records to compare');
  const { compareRecords } = await import('../../comparison/compare-records.ts');
  const { comparedImages } = await import('../../use-cases/compared-images.ts');
  return { comparison: compareRecords(before, after, await comparedImages(first, second)), before, after };
}
