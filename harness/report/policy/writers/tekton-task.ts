import type { Policy } from '../policy.ts';
import { policyComment } from '../policy-comment.ts';
import { builderImage } from './builder-image.ts';
import { kanikoArguments } from './kaniko-arguments.ts';
import { securityContext, securityContextRemarks } from './security-context.ts';
import { yamlText } from './yaml-text.ts';

/** A Tekton task that builds with these capabilities. */
export function tektonTask(policy: Policy): string {
  const { reference, note } = builderImage(policy.record);
  const step = {
    name: 'build-and-push',
    image: reference,
    args: kanikoArguments('dir://$(workspaces.source.path)', '$(params.IMAGE)'),
    securityContext: securityContext(policy),
  };
  const task = {
    apiVersion: 'tekton.dev/v1',
    kind: 'Task',
    metadata: { name: 'kaniko' },
    spec: {
      params: [{ name: 'IMAGE', description: 'where the image is pushed to' }],
      workspaces: [{ name: 'source', description: 'the build context' }],
      steps: [step],
    },
  };
  const place = ['spec', 'steps', 0];
  return yamlText(policyComment(policy), task, [
    ...(note === null ? [] : [[[...place, 'image'], note] as const]),
    ...securityContextRemarks([...place, 'securityContext']),
  ]);
}
