import { type Configuration, DEFAULT_CONFIGURATION } from '../../../vocabulary/configuration.ts';
import { policyComment } from '../comment/policy-comment.ts';
import { nameFor, type Policy } from '../policy.ts';
import { statedConfiguration } from '../policy-configuration.ts';
import { builderImage } from './builder-image.ts';
import { CREDENTIALS_DIRECTORY, kanikoArguments, kubernetesEnvironment } from './kaniko-arguments.ts';
import { securityContext, securityContextRemarks } from './security-context.ts';
import { yamlText } from './yaml-text.ts';

/** A Tekton task that builds with these capabilities. */
export function tektonTask(policy: Policy): string {
  const { reference, note } = builderImage(policy);
  const configuration = statedConfiguration(policy);
  const step = {
    name: 'build-and-push',
    image: reference,
    args: kanikoArguments(configuration, {
      context: 'dir://$(workspaces.source.path)',
      destination: '$(params.IMAGE)',
    }),
    ...kubernetesEnvironment(configuration),
    securityContext: securityContext(policy),
  };
  const task = {
    apiVersion: 'tekton.dev/v1',
    kind: 'Task',
    metadata: { name: nameFor(policy, 'kaniko') },
    spec: {
      params: [{ name: 'IMAGE', description: 'where the image is pushed to' }],
      workspaces: [
        { name: 'source', description: 'the build context', ...mountPath(configuration) },
        {
          name: 'dockerconfig',
          description: 'a secret with the config.json of your registry',
          optional: true,
          mountPath: CREDENTIALS_DIRECTORY,
          readOnly: true,
        },
      ],
      steps: [step],
    },
  };
  const place = ['spec', 'steps', 0];
  return yamlText(policyComment(policy), task, [
    ...(note === null ? [] : [[[...place, 'image'], note] as const]),
    ...securityContextRemarks(policy, [...place, 'securityContext']),
  ]);
}

/** Where the workspace is mounted; where Tekton puts it unless the trials had it elsewhere. */
function mountPath({ context: { kind, path } }: Configuration): { readonly mountPath?: string } {
  return kind === 'dir' && path !== DEFAULT_CONFIGURATION.context.path ? { mountPath: path } : {};
}
