import { policyComment } from '../../comment/policy-comment.ts';
import { nameFor, type Policy } from '../../policy.ts';
import { statedConfiguration } from '../../policy-configuration.ts';
import { builderImage } from '../builder-image.ts';
import { argumentWord, CREDENTIALS_DIRECTORY, provenFlags } from '../kaniko-arguments.ts';
import { yamlText } from '../yaml-text.ts';
import { DEBUG_IMAGE_REMARK, debugImage } from './debug-image.ts';

/** A job of GitLab CI that builds on a runner with these capabilities. */
export function gitlabJob(policy: Policy): string {
  const { reference, note } = builderImage(policy);
  const job = {
    image: { name: debugImage(reference), entrypoint: [''] },
    tags: [nameFor(policy, 'kaniko')],
    script: [credentialsCommand(), executorCommand(policy)],
  };
  const name = nameFor(policy, 'build-image');
  return yamlText(
    policyComment(policy),
    { [name]: job },
    [
      [[name, 'image', 'name'], DEBUG_IMAGE_REMARK],
      [[name, 'image', 'entrypoint', 0], 'else the job would run the executor in place of its shell'],
      [[name, 'tags', 0], 'the tag of the runner that --format gitlab-runner configures'],
      [[name, 'script', 0], "GitLab's own registry; an example"],
    ],
    [
      ...(note === null ? [] : [`image: ${note}`]),
      'destination: an example; use your own.',
      'The runner checks the context out below /builds, as root and with the modes 0666 and 0777. To try the same:',
      'kaniko-caps discover --context-path /builds/GROUP/PROJECT --context-modes git-umask-0',
    ],
  );
}

/** Variables that GitLab sets for each job. */
function credentialsCommand(): string {
  const json = '{"auths":{"%s":{"username":"%s","password":"%s"}}}';
  const values = ['$CI_REGISTRY', '$CI_REGISTRY_USER', '$CI_REGISTRY_PASSWORD'].map((name) => `"${name}"`).join(' ');
  return `mkdir -p ${CREDENTIALS_DIRECTORY} && printf '${json}' ${values} > ${CREDENTIALS_DIRECTORY}/config.json`;
}

function executorCommand(policy: Policy): string {
  return [
    '/kaniko/executor',
    '--context="dir://$CI_PROJECT_DIR"',
    '--dockerfile=Dockerfile',
    '--destination="$CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA"',
    ...provenFlags(statedConfiguration(policy)).map(argumentWord),
  ].join(' ');
}
