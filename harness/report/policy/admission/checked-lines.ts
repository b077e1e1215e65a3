import type { Policy } from '../policy.ts';
import { builderImage } from '../writers/builder-image.ts';
import { checkedImages } from './checked-images.ts';
import { isByImage, labelCommand, matchText } from './pod-match.ts';

/** Which containers an admission policy with expressions checks, and what stays open. */
export function checkedLines(policy: Policy): string[] {
  return [
    ...(isByImage(policy.target) ? imageLines(policy) : podLines(policy)),
    ...(policy.part === null ? [] : [`Label them: ${labelCommand(policy)}.`]),
    'Checked are new pods, ephemeral containers and changed images. What runs already can be labelled, finish and be deleted.',
    'Not checked: users, volumes, host namespaces, AppArmor. The Pod Security Standards are about those.',
  ];
}

function imageLines(policy: Policy): string[] {
  const { repositories, digests } = checkedImages(policy);
  const { note } = builderImage(policy);
  const also = digests.length === 0 ? '' : `, and under any name with the digest ${digests.join(' or ')}`;
  return [
    `Checks containers with the image ${repositories.join(' or ')}, under any tag or digest${also}; in ${matchText(policy.target)}.`,
    'An image with another name is not checked: name mirrors with --mirror, and allow only known registries.',
    ...(note === null ? [] : [`image: ${note}`]),
  ];
}

function podLines({ target }: Policy): string[] {
  return [
    `Checks every container in ${matchText(target)}, whatever its image.`,
    'Containers with an image of Tekton or of GitLab Runner need not drop anything, but may not add more either.',
  ];
}
