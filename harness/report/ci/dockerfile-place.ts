import type { CaseRecord, Loss } from '../../record/record.ts';

/**
 * The line of a Dockerfile to look at for a loss: where the build failed. A silent loss has no such line, but the kernel may
 * have seen which program was denied; if a single RUN names it, that is the line. Null where neither tells.
 */
export function lineOfLoss({ instructions }: CaseRecord, { instruction, denied }: Loss): number | null {
  if (instruction !== null) return lineNumber(instruction.line);
  const programs = (denied ?? []).map(({ program }) => program).filter((program) => program !== '');
  const naming = instructions.filter(
    ({ keyword, text }) => keyword === 'RUN' && programs.some((program) => words(text).includes(program)),
  );
  const [only, ...others] = naming;
  return only === undefined || others.length > 0 ? null : lineNumber(only.line);
}

/** Lines count from 1 in every format; a record may hold any number. */
export function lineNumber(line: number): number | null {
  return Number.isSafeInteger(line) && line >= 1 ? line : null;
}

/** The kernel keeps fifteen characters of a program's name. */
function words(text: string): string[] {
  return text.split(/[^\w.-]+/).map((word) => word.slice(0, 15));
}
