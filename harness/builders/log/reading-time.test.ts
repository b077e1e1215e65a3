import { describe, expect, it } from 'vitest';
import { KANIKO_LINE, LOGGED_INSTRUCTIONS } from '../../testing/examples/log-fragments.ts';
import { growsLinearly, repeated } from '../../testing/growth.ts';
import type { Instruction } from '../../vocabulary/case.ts';
import { readBuildahFailure } from '../buildah/buildah-log.ts';
import { readKanikoFailure } from '../kaniko/kaniko-log.ts';

describe('the time that it takes to read a log', () => {
  it.each([
    ['', ['Error: parsing dockerfile\n', 'Usage:\n']],
    ['Error: ', ['parsing dockerfile: ']],
    ['', [`${KANIKO_LINE}"RUN y 1 2"\n`]],
  ])('grows with its length alone: %j, and then %j again and again', (first, fragments) => {
    for (const read of [readKanikoFailure, readBuildahFailure]) {
      const textOf = (length: number): string => first + repeated(fragments, length);
      expect(growsLinearly(25_000, textOf, (text) => void read(1, text, LOGGED_INSTRUCTIONS))).toBe(true);
    }
  });

  it('is the same for a Dockerfile of many and of long instructions', () => {
    const log = `${KANIKO_LINE}"RUN y 1 2"\n`.repeat(800);
    const lengthy = (text: string): Instruction[] => [
      ...LOGGED_INSTRUCTIONS.slice(0, 1),
      { keyword: 'RUN', line: 2, text: `RUN ${text}` },
    ];
    const many = (text: string): Instruction[] =>
      text.split(' ').map((word, line) => ({ keyword: 'RUN', line, text: `RUN $a${word}` }));
    for (const read of [lengthy, many]) {
      expect(
        growsLinearly(
          32_000,
          (length) => repeated(['x y '], length),
          (text) => void readKanikoFailure(1, log, read(text)),
        ),
      ).toBe(true);
    }
  });
});
