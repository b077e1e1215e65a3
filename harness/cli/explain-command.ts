import { EMPTY_SET, sizeOf } from '../capabilities/capability-set.ts';
import { parseSet } from '../capabilities/parse-set.ts';
import { parseUniverse } from '../capabilities/universe.ts';
import { HarnessError } from '../errors.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { explainCase } from '../report/explain/explain-case.ts';
import { explainSet } from '../report/explain/explain-set.ts';
import { explainWhy } from '../report/explain/explain-why.ts';
import { explainWithout } from '../report/explain/explain-without.ts';
import { headline } from '../report/table.ts';
import { chosenCases } from './chosen-cases.ts';
import { print } from './output.ts';
import { readRecord } from './read-record.ts';

/** What to ask a record; without a question it explains its certificates. */
export interface ExplainOptions {
  /** What does this set break? */
  readonly set?: string;
  /** Is there a set without these? */
  readonly without?: string;
  /** Why is this one needed? */
  readonly why?: string;
  /** Only these cases. */
  readonly case?: readonly string[];
}

/** Answers a question from a saved record, without a trial; gives the exit code. */
export async function explain(path: string, options: ExplainOptions): Promise<number> {
  const answer = answerTo(options);
  const record = await readRecord(path);
  const cases = chosenCases(record, options.case ?? [], path);
  print(`${answer(record, cases)}\n\nfrom ${headline(record)}; no trial was run`);
  return 0;
}

type AnswerOf = (record: RunRecord, cases: readonly CaseRecord[]) => string;

function answerTo({ set, without, why }: ExplainOptions): AnswerOf {
  if ([set, without, why].filter((asked) => asked !== undefined).length > 1) {
    throw new HarnessError('BAD_INPUT', 'Several questions were asked at once', {
      hint: 'Use one of --set, --without and --why.',
    });
  }
  if (set !== undefined) {
    const asked = parseUniverse(set);
    return (record, cases) => explainSet(record, cases, asked);
  }
  if (without !== undefined) {
    const asked = parseSome(without, '--without');
    return (_, cases) => explainWithout(cases, asked);
  }
  if (why !== undefined) {
    const asked = parseSome(why, '--why');
    if (sizeOf(asked) === 1) return (record, cases) => explainWhy(record, cases, asked);
    throw new HarnessError('BAD_INPUT', `--why names several capabilities: ${why}`, { hint: 'Ask for each alone.' });
  }
  return (_, cases) => cases.map(explainCase).join('\n\n');
}

function parseSome(text: string, option: string): ReturnType<typeof parseSet> {
  const named = parseSet(text);
  if (named !== EMPTY_SET) return named;
  throw new HarnessError('BAD_INPUT', `${option} names no capability`, { hint: `Name one: ${option} SETFCAP.` });
}
