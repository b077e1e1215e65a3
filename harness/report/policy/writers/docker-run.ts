import { namesOf } from '../../../capabilities/capability-set.ts';
import { shellWord } from '../../blocks/command-text.ts';
import { noNewPrivilegesShown } from '../confinement-shown.ts';
import type { Policy } from '../policy.ts';
import { policyComment } from '../policy-comment.ts';
import { builderImage } from './builder-image.ts';
import { ARGUMENTS_REMARK, kanikoArguments } from './kaniko-arguments.ts';
import { hashLines } from './yaml-text.ts';

/** A command that runs Kaniko on Docker with these capabilities, fed with its context as the trials were. */
export function dockerRun(policy: Policy): string {
  const { reference, note } = builderImage(policy.record);
  const remarks = [...(note === null ? [] : [`image: ${note}`]), `arguments: ${ARGUMENTS_REMARK}`];
  const words = [
    'tar --create --gzip . | docker run --rm --interactive',
    '--cap-drop ALL',
    ...namesOf(policy.set).map((name) => `--cap-add ${name}`),
    ...(noNewPrivilegesShown(policy).kind === 'shown' ? ['--security-opt no-new-privileges'] : []),
    shellWord(reference),
    ...kanikoArguments('tar://stdin'),
  ];
  return `${hashLines([...policyComment(policy), '', ...remarks])}\n\n${words.join(' \\\n  ')}\n`;
}
