import { CAPABILITIES, type Capability } from '../../capabilities/capability.ts';
import { type Deed, EVENT_FORMS } from './watched-events.ts';

/** What a line of a trace tells; the capability of a check is null if it is unknown here. */
export type TraceLine = { readonly program: string } & (
  | { readonly kind: 'check'; readonly capability: Capability | null; readonly granted: boolean }
  | Deed
);

/**
 * What every line begins with. The name is a stranger's text and may hold anything, even what looks like the rest of a line; but
 * it has at most 15 bytes, too few for a whole rest, so that the last match from the end is the kernel's own.
 */
const BEGINNING = '^ *(.*)-\\d+ +\\[\\d+\\] \\S+ +\\d+\\.\\d+: ';

const CHECK = lineOf('cap_capable: cred \\S+, target_ns \\S+, capable_ns \\S+, cap (\\d+), ret (-?\\d+)');
const FORMS = EVENT_FORMS.map(({ text, tells }) => ({ line: lineOf(text), tells }));

/** Reads a line; undefined if it has none of the forms that are known. */
export function parseTraceLine(line: string): TraceLine | undefined {
  const [, program = '', number = '', answer] = CHECK.exec(line) ?? [];
  if (answer !== undefined) {
    return { kind: 'check', program, capability: CAPABILITIES[Number(number)] ?? null, granted: answer === '0' };
  }
  for (const { line: form, tells } of FORMS) {
    const [, by, ...groups] = form.exec(line) ?? [];
    if (by !== undefined) return { program: by, ...tells(...groups) };
  }
  return undefined;
}

function lineOf(event: string): RegExp {
  return new RegExp(`${BEGINNING}${event}$`, 's');
}
