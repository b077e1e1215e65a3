import * as z from 'zod';
import { type RunRecord, runRecord } from './record.ts';

/** The text of a record as it is saved and printed. */
export function serializeRecord(record: RunRecord): string {
  return [...recordParts(record)].join('');
}

/** The same in parts, of which each holds a case at most: the whole text of a large record need not be in memory. */
export function* recordParts({ cases, ...rest }: RunRecord): Generator<string> {
  const frame = JSON.stringify(z.encode(runRecord, { ...rest, cases: [] }), null, 2);
  if (cases.length === 0) return yield `${frame}\n`;
  // No other line begins so: what lies deeper is indented more, and within a string there is no line break.
  const [before = '', after = ''] = frame.split('\n  "cases": []');
  yield `${before}\n  "cases": [`;
  for (const [index, one] of cases.entries()) {
    const text = JSON.stringify(z.encode(runRecord.shape.cases.element, one), null, 2);
    yield `${index === 0 ? '' : ','}\n    ${text.replaceAll('\n', '\n    ')}`;
  }
  yield `\n  ]${after}\n`;
}
