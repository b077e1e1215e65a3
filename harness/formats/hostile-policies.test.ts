import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { RunRecord } from '../record/record.ts';
import { policyOf } from '../report/policy/policy-of.ts';
import { policyWriters } from '../testing/documents/policy-writers.ts';
import { chosenRecordWith, policyRecordWith } from '../testing/examples/hostile-record.ts';
import { HOSTILE_TEXTS } from '../testing/examples/hostile-texts.ts';
import { formatNamed } from './formats.ts';

const WRITERS = await policyWriters();
const ALL = Object.entries(HOSTILE_TEXTS);

/** What each kind of policy is read with; what is not named is YAML. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'gitlab-runner': parseToml,
  'docker-run': wordsOfCommand,
};

function readYaml(text: string): unknown {
  return parseAllDocuments(text).map((document) => {
    expect([...document.errors, ...document.warnings]).toEqual([]);
    return document.toJS();
  });
}

/** The words that a shell gives to Docker; whatever else it would run is reported, and stands in the comment or nowhere. */
function wordsOfCommand(text: string): unknown {
  const script = `docker() { printf '%s\\0' "$@"; }; tar() { :; }\n${text}`;
  const { stdout, stderr, status } = spawnSync('sh', ['-u'], {
    input: script,
    encoding: 'utf8',
    env: { PWD: '/here' },
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout.split('\0');
}

/** Admission policies are refused where what was tried is no image that a pod can name, so one is named. */
function read(format: string, record: RunRecord, image?: string): unknown {
  const text = WRITERS[format]?.(policyOf(record, { image })) ?? '';
  return (READERS[format] ?? readYaml)(text);
}

describe.each(Object.keys(WRITERS))('a policy as %s', (format) => {
  const expected = read(format, policyRecordWith('plain'));
  const image = formatNamed(format, ['policy']).admitsPods === undefined ? undefined : 'registry.example/kaniko:v1';
  const shape = (record: RunRecord): unknown => withoutTexts(read(format, record, image));
  const plainShape = shape(chosenRecordWith('plain'));

  it.each(ALL)('grants what it would grant with a harmless text in place of: %s', (_, text) => {
    expect(read(format, policyRecordWith(text))).toEqual(expected);
  });

  it.each(ALL)('holds what a user chose as one value, be it: %s', (_, text) => {
    expect(shape(chosenRecordWith(text))).toEqual(plainShape);
    expect(existsSync('/tmp/injected')).toBe(false);
  });
});

/** A value with its texts taken out. */
function withoutTexts(value: unknown): unknown {
  if (typeof value === 'string') return '';
  if (Array.isArray(value)) return value.map(withoutTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutTexts(inner)]));
}
