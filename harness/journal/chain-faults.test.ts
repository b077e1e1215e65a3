import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../vocabulary/run-event.ts';
import { type ChainFault, findChainFaults } from './chain-faults.ts';
import { faultText } from './fault-text.ts';
import { CHAIN_START, type ChainEnd, readLine, sealLine } from './line.ts';

const entry = (index: number): JournalEntry => ({
  at: `2026-01-01T00:00:${String(index % 60).padStart(2, '0')}.000Z`,
  event: { type: 'case-abandoned', case: `case ${index}`, universe: 0n as never, reason: 'none' },
});

/** The lines of a journal, and the end of the chain behind each. */
function chained(count: number, from: ChainEnd = CHAIN_START): { lines: string[]; ends: ChainEnd[] } {
  const lines: string[] = [];
  const ends: ChainEnd[] = [];
  for (let index = 0; index < count; index += 1) {
    const { text, end } = sealLine(entry(index), ends.at(-1) ?? from);
    lines.push(text);
    ends.push(end);
  }
  return { lines, ends };
}

const older = (index: number): string => {
  const { at } = entry(index);
  const body = JSON.stringify({ at, event: { type: 'run-resumed', index } });
  const sum = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return `${body.slice(0, -1)},"sum":"${sum}"}`;
};

const faultsOf = (lines: readonly string[]): ChainFault[] => findChainFaults(lines.map(readLine));

/** A journal of 2 to 12 lines and a place in it, from 0, behind which at least one line follows. */
const journalAndPlace = fc
  .integer({ min: 2, max: 12 })
  .chain((count) => fc.tuple(fc.constant(count), fc.nat(count - 2)));

describe('a chained journal', () => {
  it('shows nothing where nothing was done to it, nor where its last lines are missing', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.nat(12), (count, kept) => {
        expect(faultsOf(chained(count).lines.slice(0, kept))).toEqual([]);
      }),
    );
  });

  it('shows between which lines some were removed, and which', () => {
    fc.assert(
      fc.property(journalAndPlace, fc.nat(5), ([count, at], more) => {
        const last = Math.min(at + more, count - 2);
        const lines = chained(count).lines.toSpliced(at, last - at + 1);
        expect(faultsOf(lines)).toEqual([{ kind: 'removed', at, first: at + 1, last: last + 1 }]);
      }),
    );
  });

  it('shows which line was changed, whether or not its checksum was made to match', () => {
    fc.assert(
      fc.property(journalAndPlace, fc.boolean(), ([count, at], matches) => {
        const { lines, ends } = chained(count);
        const forged = sealLine(entry(99), ends[at - 1] ?? CHAIN_START).text;
        const changed = matches ? forged : lines[at]?.replace('none', 'some');
        expect(faultsOf(lines.with(at, changed ?? ''))).toEqual([{ kind: 'changed', at: at + 1 }]);
        expect(faultsOf(lines.with(at, 'no JSON at all'))).toEqual([{ kind: 'changed', at: at + 1 }]);
      }),
    );
  });

  it('shows which lines were added: copies, and forged ones that are chained to where they stand', () => {
    fc.assert(
      fc.property(journalAndPlace, fc.nat(11), fc.integer({ min: 1, max: 3 }), ([count, at], of, more) => {
        const { lines, ends } = chained(count);
        const copy = lines[of % count] ?? '';
        // A copy beside its original is the same journal whichever of both is called the copy.
        if (of % count !== at && of % count !== at + 1) {
          expect(faultsOf(lines.toSpliced(at + 1, 0, copy)).map(({ kind }) => kind)).toEqual(['added']);
          expect(faultsOf(lines.toSpliced(at + 1, 0, copy))).toSatisfy(([fault]: ChainFault[]) =>
            [at + 2, of % count < at ? (of % count) + 1 : (of % count) + 2].includes(fault?.at ?? 0),
          );
        }
        const forged = chained(more, ends[at]).lines;
        const added = forged.map((_, index): ChainFault => ({ kind: 'added', at: at + 2 + index }));
        // Where both could be the last line, nothing tells which one is.
        if (at + 1 + more < count) expect(faultsOf(lines.toSpliced(at + 1, 0, ...forged))).toEqual(added);
        expect(faultsOf(lines.toSpliced(at + 1, 0, older(7)))).toEqual([{ kind: 'added', at: at + 2 }]);
      }),
    );
  });

  it('shows which lines were swapped', () => {
    fc.assert(
      fc.property(journalAndPlace, fc.nat(11), ([count, at], other) => {
        const to = at + 1 + (other % (count - at - 1));
        const { lines } = chained(count);
        const faults = faultsOf(lines.with(at, lines[to] ?? '').with(to, lines[at] ?? ''));
        expect(faults).toEqual([{ kind: 'swapped', at: at + 1, with: to + 1 }]);
      }),
    );
  });

  it('shows which line was moved, and from where', () => {
    const { lines } = chained(9);
    expect(faultsOf(lines.toSpliced(7, 1).toSpliced(2, 0, lines[7] ?? ''))).toEqual([
      { kind: 'moved', at: 3, line: 8 },
    ]);
    expect(faultsOf(lines.toSpliced(2, 1).toSpliced(7, 0, lines[2] ?? ''))).toEqual([
      { kind: 'moved', at: 8, line: 3 },
    ]);
  });

  it('never passes for whole after any series of such changes', () => {
    const change = fc.record({
      kind: fc.constantFrom('remove', 'copy', 'swap', 'change'),
      a: fc.nat(30),
      b: fc.nat(30),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        (count, changes) => {
          const { lines } = chained(count);
          const now = [...lines];
          for (const { kind, a, b } of changes) {
            const [from, to] = [a % Math.max(1, now.length), b % Math.max(1, now.length)];
            const line = now[from] ?? '';
            if (kind === 'remove') now.splice(from, 1);
            if (kind === 'copy') now.splice(to, 0, line);
            if (kind === 'swap') [now[from], now[to]] = [now[to] ?? '', line];
            if (kind === 'change') now[from] = line.replace(/case \d/, (text) => `${text}0`);
          }
          const isBeginning = now.every((line, index) => line === lines[index]);
          expect(faultsOf(now).length > 0).toBe(!isBeginning);
          expect(faultsOf(now).map(faultText).join('\n')).not.toContain('undefined');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of another form is named', () => {
    const [fault] = faultsOf(chained(2, { line: 0, sum: 'journal-3' }).lines);
    expect(fault && faultText(fault)).toBe(
      'line 1: the journal has the form "journal-3"; this version reads "journal-2"',
    );
  });
});

describe('a journal of the older form', () => {
  const begun = [older(0), older(1), older(2)];
  const sumOf = (line: string): string => /"sum":"(\w+)"/.exec(line)?.[1] ?? '';
  const goneOn = [...begun, ...chained(3, { line: 3, sum: sumOf(begun[2] ?? '') }).lines];

  it('shows what was changed, but not what was removed', () => {
    expect(faultsOf(begun)).toEqual([]);
    expect(faultsOf(begun.toSpliced(1, 1))).toEqual([]);
    expect(faultsOf(begun.with(1, begun[1]?.replace('"index":1', '"index":5') ?? ''))).toEqual([
      { kind: 'changed', at: 2 },
    ]);
  });

  it('that was gone on with shows how many lines were there before, and all that was done behind', () => {
    expect(faultsOf(goneOn)).toEqual([]);
    expect(faultsOf(goneOn.toSpliced(1, 1)).length).toBe(1);
    expect(faultsOf(goneOn.toSpliced(4, 1))).toEqual([{ kind: 'removed', at: 4, first: 5, last: 5 }]);
    expect(faultsOf([...goneOn, older(9)])).toEqual([{ kind: 'added', at: 7 }]);
  });
});
