import { StringDecoder } from 'node:string_decoder';
import { CAPABILITIES, type Capability, capabilityNumber } from '../../capabilities/capability.ts';
import { type CapabilityCheck, type CapabilityChecks, UNKNOWN_PROGRAM } from '../../vocabulary/capability-checks.ts';

/**
 * A line of the trace. The name is a stranger's text and may hold anything, even what looks like the rest of a line; but it
 * has at most 15 bytes, too few for a whole rest, so that the last match from the end is the kernel's own.
 */
const LINE =
  /^ *(.*)-\d+ +\[\d+\] \S+ +\d+\.\d+: cap_capable: cred \S+, target_ns \S+, capable_ns \S+, cap (\d+), ret (-?\d+)$/s;

/** How many different checks are told apart; a program may give itself a new name as often as it likes. */
const KINDS_KEPT = 1_000;

/** The longest beginning of a line that is kept while its end is awaited; the kernel's own lines have some 200 characters. */
const LONGEST_LINE = 4_096;

/** Counts equal checks in the text of a trace, which comes in pieces. */
export interface CheckTally {
  add(piece: Uint8Array): void;
  /** What was counted; incomplete if a line was not understood, or if the caller knows that events were lost. */
  result(lostEvents: boolean): CapabilityChecks;
}

/** Starts to count. */
export function createCheckTally(): CheckTally {
  const decoder = new StringDecoder('utf8');
  const counts = new Map<string, CapabilityCheck>();
  let rest = '';
  let understood = true;
  const take = (line: string): void => {
    if (line === '') return;
    const check = parseCheck(line);
    if (check === undefined) understood = false;
    else count(counts, check);
  };
  const addText = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
    if (rest.length <= LONGEST_LINE) return;
    rest = '';
    understood = false;
  };
  return {
    add: (piece) => addText(decoder.write(piece)),
    result: (lostEvents) => {
      addText(decoder.end());
      take(rest);
      rest = '';
      return { complete: understood && !lostEvents, checks: [...counts.values()].toSorted(byCapability) };
    },
  };
}

/** The check that a line tells of; undefined if it is no such line, `other` for a capability that is unknown here. */
function parseCheck(line: string): CapabilityCheck | 'other' | undefined {
  const [, program = '', number = '', answer] = LINE.exec(line) ?? [];
  if (answer === undefined) return undefined;
  const capability: Capability | undefined = CAPABILITIES[Number(number)];
  return capability === undefined ? 'other' : { capability, granted: answer === '0', program, count: 1 };
}

function count(counts: Map<string, CapabilityCheck>, check: CapabilityCheck | 'other'): void {
  if (check === 'other') return;
  const known = counts.get(keyOf(check));
  const kept = known !== undefined || counts.size < KINDS_KEPT ? check : { ...check, program: UNKNOWN_PROGRAM };
  const key = keyOf(kept);
  counts.set(key, { ...kept, count: (counts.get(key)?.count ?? 0) + 1 });
}

function keyOf({ capability, granted, program }: CapabilityCheck): string {
  return `${capability} ${granted} ${program}`;
}

function byCapability(a: CapabilityCheck, b: CapabilityCheck): number {
  const byNumber = capabilityNumber(a.capability) - capabilityNumber(b.capability);
  if (byNumber !== 0) return byNumber;
  if (a.granted !== b.granted) return a.granted ? 1 : -1;
  if (a.program === b.program) return 0;
  return a.program < b.program ? -1 : 1;
}
