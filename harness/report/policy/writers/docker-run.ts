import { namesOf } from '../../../capabilities/capability-set.ts';
import { safeText } from '../../../text/plain-text.ts';
import { shellWord } from '../../blocks/run/command-text.ts';
import { excessLines } from '../comment/excess-text.ts';
import { policyComment } from '../comment/policy-comment.ts';
import type { Policy } from '../policy.ts';
import { statedConfiguration } from '../policy-configuration.ts';
import { builderImage } from './builder-image.ts';
import { dockerUser, securityOptions } from './docker-security.ts';
import {
  ARGUMENTS_REMARK,
  argumentWord,
  CREDENTIALS_DIRECTORY,
  contextPathOf,
  kanikoArguments,
} from './kaniko-arguments.ts';
import { hashLines, notesBelow } from './yaml-text.ts';

/** A command that runs Kaniko on Docker with these capabilities, fed with its context as the trials were. */
export function dockerRun(policy: Policy): string {
  const { reference, note } = builderImage(policy);
  const configuration = statedConfiguration(policy);
  const isTar = configuration.context.kind === 'tar';
  const notes = [
    ...(note === null ? [] : [`image: ${note}`]),
    `arguments: ${ARGUMENTS_REMARK}`,
    `credentials: for a registry that asks for some, add --volume "$HOME/.docker":${CREDENTIALS_DIRECTORY}:ro`,
    ...excessLines(policy).map((line) => `not needed: ${line}`),
  ];
  const words = [
    isTar ? 'tar --create --gzip . | docker run --rm --interactive' : 'docker run --rm',
    ...(isTar ? [] : [`--volume "$PWD":${shellWord(safeText(contextPathOf(configuration)))}`]),
    '--cap-drop ALL',
    ...namesOf(policy.set).map((name) => `--cap-add ${name}`),
    ...securityOptions(policy, '=').map((option) => `--security-opt ${shellWord(safeText(option))}`),
    `--user ${dockerUser(configuration)}`,
    ...Object.entries(configuration.builderEnvironment).map(
      ([name, value]) => `--env ${shellWord(safeText(`${name}=${value}`))}`,
    ),
    shellWord(reference),
    ...kanikoArguments(configuration, isTar ? { context: 'tar://stdin' } : {}).map(argumentWord),
  ];
  return `${hashLines(policyComment(policy))}\n\n${words.join(' \\\n  ')}\n${notesBelow(notes)}`;
}
