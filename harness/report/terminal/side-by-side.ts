import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { standingText } from '../../record/record-evidence.ts';
import { safeText } from '../../text/plain-text.ts';
import { needsCell } from '../blocks/answer/answer-text.ts';
import { popularListText } from '../blocks/answer/popular-list.ts';
import { budgetLines } from '../blocks/basis/partial-text.ts';
import { alwaysGrantedText } from '../blocks/run/always-granted.ts';
import { ownConfigurations, sharedConfigurationLines } from '../blocks/run/configuration-text.ts';
import { builderName, profileLines } from '../blocks/run/run-text.ts';
import { plainTable } from './plain-table.ts';
import type { TableOptions } from './table.ts';

/** What several records say of the cases of the first one, a column for each, and under it what each says of all its cases. */
export function sideBySideReport(records: readonly RunRecord[], { width }: TableOptions): string {
  const [first] = records;
  if (first === undefined) return '';
  const sides = records.map(({ cases }) => ({ cases, configurationOf: ownConfigurations(cases) }));
  const table = plainTable({
    head: ['case', ...records.map((record) => sideName(record).join('\n'))],
    colWidths: columnWidths(records.length, width),
    rows: first.cases.map(({ id }) => [
      safeText(id),
      ...sides.map(({ cases, configurationOf }) =>
        cell(
          cases.find((one) => one.id === id),
          configurationOf,
        ),
      ),
    ]),
  });
  return [table, ...records.flatMap(conclusions)].join('\n');
}

function columnWidths(records: number, width: number): number[] {
  const name = 26;
  const each = Math.max(16, Math.floor((width - name - records - 2) / records));
  return [name, ...Array.from({ length: records }, () => each)];
}

/** A builder, and the configuration that all its cases share: two records may differ in nothing else. */
function sideName(record: RunRecord): string[] {
  return [builderName(record), ...sharedConfigurationLines(record.cases)];
}

function cell(one: CaseRecord | undefined, configurationOf: (one: CaseRecord) => string[]): string {
  if (one === undefined) return 'not tried';
  if (one.faithful.minimalSets.length === 0) return one.status;
  const marked = one.status === 'proven' ? [] : [`(${one.status})`];
  return [...needsCell(one, 'exit code 0:'), ...marked, ...configurationOf(one)].join('\n');
}

function conclusions(record: RunRecord): string[] {
  const standing = standingText(record.evidence);
  const said = [
    ...(standing === undefined ? [] : [standing]),
    ...profileLines(record),
    ...alwaysGrantedText(record),
    ...popularListText(record),
  ];
  return ['', ...sideName(record), ...[...said, ...budgetLines(record)].map((line) => `  ${line}`)];
}
