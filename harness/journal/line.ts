import { hash } from 'node:crypto';
import * as z from 'zod';
import { type JournalEntry, runEvent } from '../vocabulary/run-event.ts';

/** How far a journal has come: the next line is chained to this. */
export interface ChainEnd {
  /** How many lines there are. */
  readonly line: number;
  /** The checksum of the last one. */
  readonly sum: string;
}

/** What the first line is chained to. It names the form of the journal: version 1 had no chain. */
export const CHAIN_START: ChainEnd = { line: 0, sum: 'journal-2' };

/** What a line of a journal turned out to be, looked at alone. */
export type LineReading =
  | {
      readonly kind: 'sound';
      /** Why this version cannot understand it, where it cannot. */
      readonly entry: JournalEntry | string;
      readonly sum: string;
      /** Its own number, and the checksum of the line before; null in the older form, which has neither. */
      readonly link: { readonly line: number; readonly after: string } | null;
    }
  /** A line whose checksum does not match, with the number that it gives itself. */
  | { readonly kind: 'changed'; readonly line: number | null }
  /** Text that is no line of a journal. */
  | { readonly kind: 'unreadable' };

/** A line that reads as what was written. */
export type SoundLine = Extract<LineReading, { kind: 'sound' }>;

/** 128 bits: nobody finds another line with the same checksum. */
const SUM_LENGTH = 32;
const SEAL = /^,"sum":"([0-9a-f]+)"\}$/;
const SEAL_LENGTH = ',"sum":""}'.length + SUM_LENGTH;

const link = z.object({ line: z.int().min(1), at: z.string(), event: z.unknown(), after: z.string() });
/** Durations are computed of it. */
const time = z.iso.datetime();
const older = z.object({ at: z.string(), event: z.unknown(), sum: z.string() });

/**
 * One entry as a line of JSON, without the newline, and the end of the chain behind it. The checksum is taken of the text before
 * it, which holds the checksum of the line before.
 */
export function sealLine(
  { at, event }: JournalEntry,
  before: ChainEnd,
): { readonly text: string; readonly end: ChainEnd } {
  const line = before.line + 1;
  const whole = JSON.stringify({ line, at, event: z.encode(runEvent, event), after: before.sum });
  const body = whole.slice(0, -1);
  const sum = checksum(body).slice(0, SUM_LENGTH);
  return { text: `${body},"sum":"${sum}"}`, end: { line, sum } };
}

/** Entries as the text of a journal. */
export function journalText(entries: readonly JournalEntry[]): string {
  let end = CHAIN_START;
  const lines = entries.map((entry) => {
    const sealed = sealLine(entry, end);
    end = sealed.end;
    return `${sealed.text}\n`;
  });
  return lines.join('');
}

/** Reads a line of either form. */
export function readLine(text: string): LineReading {
  const json = parseJson(text);
  const [, sum] = SEAL.exec(text.slice(-SEAL_LENGTH)) ?? [];
  const parsed = link.safeParse(json);
  if (!parsed.success) return readOlderLine(json);
  const { line, at, event, after } = parsed.data;
  if (sum === undefined || checksum(text.slice(0, -SEAL_LENGTH)).slice(0, SUM_LENGTH) !== sum) {
    return { kind: 'changed', line };
  }
  return { kind: 'sound', entry: decoded(at, event), sum, link: { line, after } };
}

/** A line of version 1. Its checksum was taken of what it says, not of its text. */
function readOlderLine(json: unknown): LineReading {
  const parsed = older.safeParse(json);
  if (!parsed.success) return { kind: 'unreadable' };
  const { at, event, sum } = parsed.data;
  if (checksum(JSON.stringify({ at, event })).slice(0, 16) !== sum) return { kind: 'changed', line: null };
  return { kind: 'sound', entry: decoded(at, event), sum, link: null };
}

/** At once: of a long journal, the events as they were written would fill the memory until the last line is read. */
function decoded(at: string, event: unknown): JournalEntry | string {
  if (!time.safeParse(at).success) return `${JSON.stringify(at.slice(0, 40))} is no time`;
  const decoding = runEvent.safeParse(event);
  return decoding.success ? { at, event: decoding.data } : z.prettifyError(decoding.error);
}

function checksum(text: string): string {
  return hash('sha256', text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
