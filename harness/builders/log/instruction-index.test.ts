import { describe, expect, it } from 'vitest';
import { indexInstructions } from './instruction-index.ts';

const INSTRUCTIONS = [
  'FROM a AS one',
  'RUN true',
  `copy --chown=$OWNER:\${GROUP:-0} x /x`,
  'FROM b',
  'RUN true',
  'RUN <<EOF\necho hi\nEOF',
  `RUN a \${B:-\${C}} c`,
].map((text, index) => ({ keyword: text.split(' ')[0]?.toUpperCase() ?? '', line: index + 1, text }));

const INDEX = indexInstructions(INSTRUCTIONS);

describe('the instruction that a log quotes', () => {
  it('is the next one of that text, or an earlier one if there is none', () => {
    expect([0, 2, 5].map((from) => INDEX.find('RUN true', from))).toEqual([1, 4, 1]);
  });

  it('may be quoted with values in the place of variables', () => {
    expect(INDEX.find('COPY --chown=1000:50 x /x', 0)).toBe(2);
    expect(INDEX.find('COPY --chown=1000:50 y /x', 0)).toBeUndefined();
  });

  it('may have variables within variables', () => {
    expect(INDEX.find('RUN a value c', 0)).toBe(6);
    expect(INDEX.find('RUN a value d', 0)).toBeUndefined();
  });

  it('may be quoted by the first line of a here-document', () => {
    expect(INDEX.find('RUN <<EOF', 0)).toBe(5);
  });

  it('is not found where the Dockerfile has none, as for a trigger of the base image', () => {
    expect(INDEX.find('RUN exit 3', 0)).toBeUndefined();
  });
});
