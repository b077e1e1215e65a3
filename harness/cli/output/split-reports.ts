import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Policy } from '../../report/policy/policy.ts';
import { isForDirectory, type RequestedReport } from './requested-reports.ts';

/** A report, and the policies that it shows. */
export interface SplitReport extends RequestedReport {
  readonly policies: readonly Policy[];
}

/**
 * The reports with a file for each policy in place of a directory, which is made if it is not there. Another place gets all policies.
 */
export async function splitReports(
  reports: readonly RequestedReport[],
  policies: readonly Policy[],
): Promise<SplitReport[]> {
  const split = await Promise.all(
    reports.map(async (report) =>
      (await isForDirectory(report)) ? filesIn(report, policies) : [{ ...report, policies }],
    ),
  );
  return split.flat();
}

async function filesIn(report: RequestedReport, policies: readonly Policy[]): Promise<SplitReport[]> {
  const { file = '.', format } = report;
  await mkdir(file, { recursive: true });
  return policies.map((policy) => ({
    ...report,
    file: join(file, `${policy.part?.slug ?? 'policy'}.${format.policyFile?.extension ?? 'txt'}`),
    policies: [policy],
  }));
}
