/** What is to be said of it. */
export const DEBUG_IMAGE_REMARK =
  'the same executor beside a shell, which a job needs; the trials ran the image without';

/**
 * The image with the same executor and a shell: Kaniko's projects publish it under the same tag with `-debug`. Its digest is another
 * one, which no record has.
 */
export function debugImage(reference: string): string {
  const { repository, tag } = namesIn(reference);
  if (/(^|-)debug$/.test(tag)) return `${repository}:${tag}`;
  return `${repository}:${tag === '' || tag === 'latest' ? 'debug' : `${tag}-debug`}`;
}

/** The image under any tag or digest, as GitLab Runner's `allowed_images` takes patterns. */
export function anyVersionOf(reference: string): string[] {
  const { repository } = namesIn(reference);
  return [`${repository}:*`, `${repository}@*`];
}

function namesIn(reference: string): { readonly repository: string; readonly tag: string } {
  const named = reference.replace(/@.*$/, '');
  const [, tag = ''] = /:([^:/]*)$/.exec(named) ?? [];
  return { repository: tag === '' ? named : named.slice(0, -tag.length - 1), tag };
}
