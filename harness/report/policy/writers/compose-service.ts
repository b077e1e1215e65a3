import { namesOf } from '../../../capabilities/capability-set.ts';
import type { Configuration } from '../../../vocabulary/configuration.ts';
import { policyComment } from '../comment/policy-comment.ts';
import { nameFor, type Policy } from '../policy.ts';
import { statedConfiguration } from '../policy-configuration.ts';
import { builderImage } from './builder-image.ts';
import { dockerUser, securityOptions } from './docker-security.ts';
import { contextPathOf, kanikoArguments, mountedRemark } from './kaniko-arguments.ts';
import { excessRemarks, userRemark } from './security-context.ts';
import { yamlText } from './yaml-text.ts';

/** A compose file with a service that builds with these capabilities. */
export function composeService(policy: Policy): string {
  const { reference, note } = builderImage(policy);
  const add = namesOf(policy.set);
  const configuration = statedConfiguration(policy);
  const options = securityOptions(policy, ':');
  const environment = composeEnvironment(configuration);
  const kaniko = {
    image: reference,
    command: kanikoArguments(configuration).map(composeText),
    ...(Object.keys(environment).length === 0 ? {} : { environment }),
    user: dockerUser(configuration),
    cap_drop: ['ALL'],
    ...(add.length === 0 ? {} : { cap_add: add }),
    ...(options.length === 0 ? {} : { security_opt: options }),
    volumes: [composeText(`.:${contextPathOf(configuration)}`)],
  };
  const name = nameFor(policy, 'kaniko');
  const place = ['services', name];
  return yamlText(policyComment(policy), { services: { [name]: kaniko } }, [
    ...(note === null ? [] : [[[...place, 'image'], note] as const]),
    [[...place, 'command', 0], mountedRemark(configuration)],
    [[...place, 'user'], userRemark(policy)],
    ...excessRemarks(policy, [...place, 'cap_add']),
  ]);
}

function composeEnvironment({ builderEnvironment }: Configuration): Record<string, string> {
  return Object.fromEntries(Object.entries(builderEnvironment).map(([name, value]) => [name, composeText(value)]));
}

/** Compose replaces `$NAME`; `$$` stands for itself. */
function composeText(text: string): string {
  return text.replaceAll('$', '$$$$');
}
