import { createTwoFilesPatch } from 'diff';

/** A file's text before and after. */
export interface ChangedFile {
  /** As the user named it, relative to where the diff is applied. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** What changes as a unified diff that `git apply` and `patch -p1` take; empty where nothing does. */
export function unifiedDiff(files: readonly ChangedFile[]): string {
  return files
    .filter(({ before, after }) => before !== after)
    .map(({ file, before, after }) => {
      const names = [`a/${file}`, `b/${file}`] as const;
      const text = createTwoFilesPatch(...names, before, after, undefined, undefined, { context: 3 });
      // Its first line is of no use to either program.
      return text.replace(/^=+\n/, '');
    })
    .join('');
}
