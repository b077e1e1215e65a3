import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type JournalEntry, runEvent } from '../vocabulary/run-event.ts';

/** What a line of a journal turned out to be. */
export type LineReading =
  | { readonly kind: 'entry'; readonly entry: JournalEntry }
  | { readonly kind: 'damaged'; readonly reason: string };

const envelope = z.object({ at: z.string(), event: z.unknown(), sum: z.string() });

/** One entry as a line of JSON that carries its own checksum; without the newline. */
export function writeLine(entry: JournalEntry): string {
  const body = { at: entry.at, event: z.encode(runEvent, entry.event) };
  return JSON.stringify({ ...body, sum: checksum(body) });
}

/** Reads a line back; a line that was cut short, altered or is of another schema is `damaged`. */
export function readLine(line: string): LineReading {
  const parsed = envelope.safeParse(parseJson(line));
  if (!parsed.success) return { kind: 'damaged', reason: 'not a journal line' };
  const { at, event, sum } = parsed.data;
  if (checksum({ at, event }) !== sum) return { kind: 'damaged', reason: 'the checksum does not match' };
  const decoded = runEvent.safeParse(event);
  if (!decoded.success) return { kind: 'damaged', reason: z.prettifyError(decoded.error) };
  return { kind: 'entry', entry: { at, event: decoded.data } };
}

function checksum(body: { at: string; event: unknown }): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
