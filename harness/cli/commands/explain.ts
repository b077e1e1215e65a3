import { EMPTY_SET, sizeOf } from '../../capabilities/capability-set.ts';
import { parseSet } from '../../capabilities/parse-set.ts';
import { parseUniverse } from '../../capabilities/universe.ts';
import { HarnessError } from '../../errors.ts';
import { explainAgainst } from '../../existing-policies/explain-against.ts';
import { chosenCases } from '../../record/chosen-cases.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { headline } from '../../report/blocks/run/run-text.ts';
import { explainCase } from '../../report/explain/explain-case.ts';
import { explainSet } from '../../report/explain/explain-set.ts';
import { explainWhy } from '../../report/explain/explain-why.ts';
import { explainWithout } from '../../report/explain/explain-without.ts';
import { policyEvidence } from '../../report/policy/comment/policy-evidence.ts';
import { policiesOf } from '../../report/policy/policy-of.ts';
import { SPLITS } from '../../report/policy/policy-part.ts';
import { readRecord } from '../../runs/read-record.ts';
import { safeText } from '../../text/plain-text.ts';
import { AGAINST_OPTION, policiesToHoldAgainst } from '../options/against-option.ts';
import { one } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { flag, type OptionValues, repeated, text, value } from '../options/option.ts';
import { choice, collect } from '../options/parse-option.ts';
import { print } from '../output/output.ts';

const OPTIONS = {
  set: text('--set <list>', 'what does this set break? as CHOWN,FOWNER; none; or docker for its defaults'),
  without: text('--without <list>', 'is there a set without these?'),
  why: text('--why <capability>', 'which case needs it, and for what?'),
  policy: flag('--policy', 'what stands behind the policy that `report` writes with the same options?'),
  ...AGAINST_OPTION,
  case: repeated('--case <id>', 'only this case; repeatable', collect),
  withoutCase: repeated('--without-case <id>', 'with --policy: all cases but this; repeatable', collect),
  answer: value(
    '--answer <answer>',
    'with --policy: what counts as success, faithful or exit-0 (default: faithful)',
    choice('faithful', 'exit-0'),
  ),
  splitBy: value('--split-by <what>', 'with --policy: one policy for each directory, or each case', choice(...SPLITS)),
};

type Options = OptionValues<typeof OPTIONS>;

/** Answers a question from a saved record, without a trial. */
export const explain = command({
  arguments: { path: one('record', 'a record.json, or the directory of a run') },
  options: OPTIONS,
  run: async ({ path }, options) => {
    const answer = options.against.length > 0 ? await againstAnswer(options) : ofOneQuestion(options);
    const record = await readRecord(path);
    const cases = chosenCases(record, options.case, path);
    print(`${answer(record, cases)}\n\nfrom ${headline(record)}; no trial was run`);
    return 0;
  },
});

type AnswerOf = (record: RunRecord, cases: readonly CaseRecord[]) => string;

function ofOneQuestion(options: Options): AnswerOf {
  return options.policy ? policyAnswer(options) : answerTo(options);
}

/** What policies say to the pods that would be written for the cases. */
async function againstAnswer({ against, set, without, why, policy, ...others }: Options): Promise<AnswerOf> {
  if (policy || [set, without, why].some((asked) => asked !== undefined)) throw severalQuestions();
  // What is refused without --policy is refused here as well.
  answerTo({ against: [], set, without, why, policy, ...others });
  const policies = await policiesToHoldAgainst(against);
  return (record, cases) => explainAgainst(record, cases, policies);
}

/** The set of a policy is no question of its own, so that `--set` may stand beside it. */
function policyAnswer(options: Options): AnswerOf {
  if (options.without !== undefined || options.why !== undefined) throw severalQuestions();
  return (record) =>
    policiesOf(record, options)
      .map((policy) => {
        const heading = policy.part === null ? [] : [`Policy for ${safeText(policy.part.name)}`];
        return [...heading, ...policyEvidence(policy)].join('\n');
      })
      .join('\n\n');
}

function answerTo({ set, without, why, withoutCase, answer, splitBy }: Options): AnswerOf {
  const ofPolicies = { '--without-case': withoutCase.length > 0, '--answer': answer, '--split-by': splitBy };
  const [name] = Object.entries(ofPolicies).find(([, given]) => given) ?? [];
  if (name !== undefined) {
    throw new HarnessError('OPTIONS_CONFLICT', `${name} was given without --policy`, {
      hint: 'Add --policy, or leave the option out.',
    });
  }
  if ([set, without, why].filter((asked) => asked !== undefined).length > 1) {
    throw severalQuestions();
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

function severalQuestions(): HarnessError {
  return new HarnessError('OPTIONS_CONFLICT', 'Several questions were asked at once', {
    hint: 'Use one of --set, --without, --why, --against and --policy. Only --set may stand beside --policy.',
  });
}

function parseSome(text: string, option: string): ReturnType<typeof parseSet> {
  const named = parseSet(text);
  if (named !== EMPTY_SET) return named;
  throw new HarnessError('BAD_OPTION', `${option} names no capability`, { hint: `Name one: ${option} SETFCAP.` });
}
