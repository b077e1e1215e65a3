import { generateKeyPairSync } from 'node:crypto';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutRun } from '../testing/forgeries/cut-run.ts';
import { forgedAttestations, forgedLocks } from '../testing/forgeries/forged-beside-run.ts';
import { FORGERIES } from '../testing/forgeries/forgeries.ts';
import { type ProgramEnd, runInProcess } from '../testing/programs/run-in-process.ts';
import { openScratch, type Scratch } from '../testing/programs/scratch.ts';

const PAGE = 'docs/evidence.md';
const SOURCE = 'results/google-v1.24.0';

let scratch: Scratch;
let digest: string;
const rows: string[] = [];

const place = (name: string): string => scratch.path(name);
const isRefused = ({ exitCode }: ProgramEnd): boolean => exitCode !== 0;

beforeAll(async () => {
  scratch = await openScratch();
  await cutRun(SOURCE, 'setgid-foreign-group', place('true'));
  await cutRun(SOURCE, 'copy-chown', place('other'));
  for (const name of ['signing', 'forger']) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    await writeFile(place(`${name}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await writeFile(place(`${name}.pub`), publicKey.export({ type: 'spki', format: 'pem' }));
  }
  for (const run of ['true', 'other']) {
    await runInProcess('attest', place(run), '--key', place('signing.pem'), '--out', place(`${run}.attestation`));
  }
  await runInProcess('update', '--record', place('true'), '--lock', place('true.lock.json'));
  const { stdout } = await runInProcess('verify-record', place('true'));
  digest = /^record +(sha256:\w+)$/m.exec(stdout)?.[1] ?? '';
});
afterAll(() => scratch.remove());

/** What finds a forgery, a cell of the table each. */
async function finders(run: string, attestation = place('true.attestation')): Promise<Record<string, boolean>> {
  const verify = (...options: string[]): Promise<ProgramEnd> => runInProcess('verify-record', run, ...options);
  return {
    own: isRefused(await verify()),
    readers: await isRefusedByReaders(run),
    digest: isRefused(await verify('--expect-digest', digest)),
    attestation: isRefused(await verify('--attestation', attestation, '--key', place('signing.pub'))),
  };
}

/** Whether every command that takes something from a run refuses it, and says why by a code. */
async function isRefusedByReaders(run: string): Promise<boolean> {
  const lock = place('new.lock.json');
  await rm(lock, { force: true });
  const ends = [
    await runInProcess('report', run),
    await runInProcess('explain', run),
    await runInProcess('check', '--record', run, '--lock', place('true.lock.json')),
    await runInProcess('update', '--record', run, '--lock', lock),
  ];
  const wrote = await readFile(lock, 'utf8').catch(() => '');
  return ends.every(({ exitCode, stderr }) => exitCode !== 0 && /\[[A-Z_]+\]/.test(stderr)) && wrote === '';
}

const told = (isFound: boolean): string => (isFound ? 'finds it' : '-');

function addRow(kind: string, what: string, cells: readonly string[]): void {
  rows.push(`| ${[kind, what, ...cells].join(' | ')} |`);
}

describe('a run that was forged', () => {
  it('is accepted by everything as long as it was not', async () => {
    expect(await finders(place('true'))).toEqual({ own: false, readers: false, digest: false, attestation: false });
  });

  it.each(FORGERIES)('is found: $kind: $what', async ({ kind, what, isConsistent, forge }) => {
    const run = place('forged');
    await rm(run, { recursive: true, force: true });
    await cp(place('true'), run, { recursive: true });
    await forge(run);
    const found = await finders(run);
    const isSure = { digest: true, attestation: true };
    expect(found).toMatchObject(isConsistent ? isSure : { ...isSure, own: true, readers: true });
    addRow(kind, what, Object.values(found).map(told));
  });

  it('is found by a check of what is locked, where the lock file was forged', async () => {
    const text = await readFile(place('true.lock.json'), 'utf8');
    for (const { what, forge } of forgedLocks()) {
      await writeFile(place('forged.lock.json'), JSON.stringify(forge(JSON.parse(text))));
      const end = await runInProcess('check', '--record', place('true'), '--lock', place('forged.lock.json'));
      expect(isRefused(end)).toBe(true);
      addRow('lock', what, ['-', '`check` finds it', '-', '-']);
    }
  });

  it('is found where the attestation was forged', async () => {
    for (const { what, forge } of forgedAttestations(place)) {
      const { run, attestation } = await forge();
      const found = await finders(run, attestation);
      expect(found['attestation']).toBe(true);
      addRow('attestation', what, Object.values(found).map(told));
    }
  });

  it('is in the table of the documentation', async () => {
    const table = [
      '<!-- tampering -->',
      '| kind | what was done | `verify-record` | `report`, `explain`, `check`, `update` | `--expect-digest` | `--attestation` |',
      '|---|---|---|---|---|---|',
      ...rows,
      '<!-- /tampering -->',
    ].join('\n');
    const page = await readFile(PAGE, 'utf8');
    await expect(page.replace(/<!-- tampering -->.*<!-- \/tampering -->/s, () => table)).toMatchFileSnapshot(
      `../../${PAGE}`,
    );
  });
});
