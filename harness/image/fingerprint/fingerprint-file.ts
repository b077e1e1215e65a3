import { createHash } from 'node:crypto';
import * as z from 'zod';
import { HarnessError, messageOf } from '../../errors.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Entry, ImageFingerprint } from './fingerprint.ts';
import { toRecord } from './layer-entries.ts';

const SCHEMA_VERSION = 1;

const entrySchema = z.object({
  type: z.enum([
    'file',
    'directory',
    'symlink',
    'hardlink',
    'character-device',
    'block-device',
    'fifo',
    'whiteout',
    'opaque',
  ]),
  mode: z.int().min(0).max(0o7777),
  uid: z.int().min(0),
  gid: z.int().min(0),
  link: z.string().exactOptional(),
  device: z.string().exactOptional(),
  xattrs: z
    .array(z.tuple([z.string(), z.string().regex(/^([0-9a-f]{2})*$/)]))
    .transform((pairs) => toRecord(new Map(pairs)))
    .exactOptional(),
  size: z.int().min(0).exactOptional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .exactOptional(),
  whiteout: z.literal(true).exactOptional(),
  opaque: z.literal(true).exactOptional(),
});

const layerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('base'), digest: z.string() }),
  z.object({
    kind: z.literal('added'),
    entries: z.array(z.tuple([z.string(), entrySchema])).transform((pairs) => toRecord(new Map(pairs))),
  }),
]);

const fileSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  config: z.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null),
  layers: z.array(layerSchema),
});

/**
 * The fingerprint as text; equal fingerprints give equal texts. Paths and names of attributes are written as lists of
 * pairs, because strangers choose them and not every reader of JSON takes any name for a key.
 */
export function serializeFingerprint(fingerprint: ImageFingerprint): string {
  const layers = fingerprint.layers.map((layer) =>
    layer.kind === 'base' ? layer : { kind: layer.kind, entries: pairs(layer.entries).map(serializableEntry) },
  );
  return `${canonicalJson({ schemaVersion: SCHEMA_VERSION, config: fingerprint.config, layers })}\n`;
}

/**
 * Reads what `serializeFingerprint` wrote.
 *
 * @throws HarnessError if the text is something else.
 */
export function parseFingerprint(text: string): ImageFingerprint {
  try {
    const { config, layers } = fileSchema.parse(JSON.parse(text));
    return { config, layers };
  } catch (thrown) {
    const reason = thrown instanceof z.ZodError ? z.prettifyError(thrown) : messageOf(thrown);
    throw new HarnessError('RUN_DAMAGED', `The image fingerprint is unreadable: ${reason}`, { cause: thrown });
  }
}

/** SHA-256 of the fingerprint's text, hexadecimal: equal for equal images. */
export function fingerprintDigest(fingerprint: ImageFingerprint): string {
  return digestOfText(serializeFingerprint(fingerprint));
}

/** The digest of a fingerprint whose text is at hand. */
export function digestOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function serializableEntry([path, entry]: readonly [string, Entry]): readonly [string, unknown] {
  return [path, entry.xattrs === undefined ? entry : { ...entry, xattrs: pairs(entry.xattrs) }];
}

function pairs<Value>(record: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
