import { expect, it } from 'vitest';
import { formatInstant, parseInstant } from './instant.ts';

it('tells times apart that differ by a nanosecond', () => {
  const [earlier, later] = ['2025-01-02T03:04:05.1Z', '2025-01-02T03:04:05.100000001Z'].map(parseInstant);
  expect((later ?? 0n) - (earlier ?? 0n)).toBe(1n);
});

it('knows that the year 1 means never', () => {
  expect(parseInstant('0001-01-01T00:00:00Z')).toBeUndefined();
  expect(parseInstant('')).toBeUndefined();
});

it('respects time zones', () => {
  expect(parseInstant('2025-01-02T03:04:05+02:00')).toBe(parseInstant('2025-01-02T01:04:05Z'));
});

it('writes a time as the engine reads it', () => {
  expect(formatInstant(parseInstant('1970-01-01T00:00:07.000000012Z') ?? 0n)).toBe('7.000000012');
});
