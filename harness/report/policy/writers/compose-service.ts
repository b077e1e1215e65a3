import { namesOf } from '../../../capabilities/capability-set.ts';
import { noNewPrivilegesShown } from '../confinement-shown.ts';
import type { Policy } from '../policy.ts';
import { policyComment } from '../policy-comment.ts';
import { builderImage } from './builder-image.ts';
import { ARGUMENTS_REMARK, kanikoArguments, WORKSPACE } from './kaniko-arguments.ts';
import { yamlText } from './yaml-text.ts';

/** A compose file with a service that builds with these capabilities. */
export function composeService(policy: Policy): string {
  const { reference, note } = builderImage(policy.record);
  const add = namesOf(policy.set);
  const kaniko = {
    image: reference,
    command: kanikoArguments(`dir://${WORKSPACE}`),
    user: '0',
    cap_drop: ['ALL'],
    ...(add.length === 0 ? {} : { cap_add: add }),
    ...(noNewPrivilegesShown(policy).kind === 'shown' ? { security_opt: ['no-new-privileges:true'] } : {}),
    volumes: [`.:${WORKSPACE}`],
  };
  const place = ['services', 'kaniko'];
  return yamlText(policyComment(policy), { services: { kaniko } }, [
    ...(note === null ? [] : [[[...place, 'image'], note] as const]),
    [[...place, 'command', 0], ARGUMENTS_REMARK],
    [[...place, 'user'], 'as in every trial: Kaniko runs as root'],
  ]);
}
