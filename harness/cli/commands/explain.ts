import { EMPTY_SET, sizeOf } from '../../capabilities/capability-set.ts';
import { parseSet } from '../../capabilities/parse-set.ts';
import { parseUniverse } from '../../capabilities/universe.ts';
import { HarnessError } from '../../errors.ts';
import { chosenCases } from '../../record/chosen-cases.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { headline } from '../../report/blocks/run-text.ts';
import { explainCase } from '../../report/explain/explain-case.ts';
import { explainSet } from '../../report/explain/explain-set.ts';
import { explainWhy } from '../../report/explain/explain-why.ts';
import { explainWithout } from '../../report/explain/explain-without.ts';
import { readRecord } from '../../runs/read-record.ts';
import { one } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { type OptionValues, repeated, text } from '../options/option.ts';
import { collect } from '../options/parse-option.ts';
import { print } from '../output/output.ts';

const OPTIONS = {
  set: text('--set <list>', 'what does this set break? as CHOWN,FOWNER; none; or docker for its defaults'),
  without: text('--without <list>', 'is there a set without these?'),
  why: text('--why <capability>', 'which case needs it, and for what?'),
  case: repeated('--case <id>', 'only this case; repeatable', collect),
};

/** Answers a question from a saved record, without a trial. */
export const explain = command({
  arguments: { path: one('record', 'a record.json, or the directory of a run') },
  options: OPTIONS,
  run: async ({ path }, options) => {
    const answer = answerTo(options);
    const record = await readRecord(path);
    const cases = chosenCases(record, options.case, path);
    print(`${answer(record, cases)}\n\nfrom ${headline(record)}; no trial was run`);
    return 0;
  },
});

type AnswerOf = (record: RunRecord, cases: readonly CaseRecord[]) => string;

function answerTo({ set, without, why }: OptionValues<typeof OPTIONS>): AnswerOf {
  if ([set, without, why].filter((asked) => asked !== undefined).length > 1) {
    throw new HarnessError('OPTIONS_CONFLICT', 'Several questions were asked at once', {
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
    throw new HarnessError('BAD_OPTION', `--why names several capabilities: ${why}`, { hint: 'Ask for each alone.' });
  }
  return (_, cases) => cases.map(explainCase).join('\n\n');
}

function parseSome(text: string, option: string): ReturnType<typeof parseSet> {
  const named = parseSet(text);
  if (named !== EMPTY_SET) return named;
  throw new HarnessError('BAD_OPTION', `${option} names no capability`, { hint: `Name one: ${option} SETFCAP.` });
}
