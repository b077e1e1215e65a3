import type { Case } from '../../vocabulary/case.ts';

/**
 * Tells of instructions that name the directory where the context is mounted. Kaniko leaves mounted directories out of the image, so
 * what a `RUN` writes there is in no layer, and no comparison of images can miss it.
 */
export function warnOfMountedPaths({ id, configuration, instructions }: Case, warn: (text: string) => void): void {
  const { kind, path } = configuration.context;
  if (kind === 'tar') return;
  const named = instructions.filter(
    ({ keyword, text }) => ['RUN', 'WORKDIR', 'VOLUME'].includes(keyword) && namesPath(text, path),
  );
  const [first] = named;
  if (first === undefined) return;
  warn(
    `${id}: line ${first.line} names ${path}, where the context is mounted. What a RUN writes there is not in the image. ` +
      'If your pipeline mounts the context elsewhere, say where with --context-path.',
  );
}

/** Whether a text has this path, or one below it, as a word of its own. */
function namesPath(text: string, path: string): boolean {
  const escaped = path.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w./-])${escaped}(?![\\w.-])`).test(text);
}
