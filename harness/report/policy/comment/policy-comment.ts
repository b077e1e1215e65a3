import { namesOf } from '../../../capabilities/capability-set.ts';
import { standingBehind } from '../../../record/record-evidence.ts';
import { safeText } from '../../../text/plain-text.ts';
import { ANSWER_WORDS } from '../../blocks/answer/answer-words.ts';
import { shellWord } from '../../blocks/run/command-text.ts';
import type { Policy } from '../policy.ts';
import { conditionText } from '../policy-configuration.ts';
import { notShownText, warningText } from './policy-warnings.ts';
import { shownBriefly, workingCases } from './serving-text.ts';

/**
 * What stands above a policy, in five lines at most: what it grants, what shows that, what is lost silently, what was not shown, and
 * the command that tells the rest.
 */
export function policyComment(policy: Policy): string[] {
  const { record, set, answer } = policy;
  const warning = warningText(policy);
  const notShown = notShownText(policy);
  return [
    `Capabilities of Kaniko ${record.builder.version}: ${namesOf(set).join(' ') || 'none'}. Works for ${workingCases(policy)}: ${ANSWER_WORDS[answer]}.`,
    `Shown: ${shownBriefly(policy)}. Tried with ${conditionText(policy)}.`,
    ...(warning === undefined ? [] : [`WARNING: ${warning}.`]),
    ...(notShown === undefined ? [] : [`NOT SHOWN: ${notShown}.`]),
    `Evidence: ${record.run.id}${standingBehind(record.evidence, ', ')}. What each capability is for, hardening, other configurations: ${explainCommand(policy)}`,
  ];
}

/** The command that tells all that stands behind a policy; whoever pastes it names the record. */
function explainCommand({ chosenBy }: Policy): string {
  return ['kaniko-caps explain RECORD --policy', ...chosenBy.map((word) => shellOption(safeText(word)))].join(' ');
}

function shellOption(word: string): string {
  return /^--[a-z-]+$/.test(word) ? word : shellWord(word);
}
