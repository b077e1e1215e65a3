import { generateKeyPairSync } from 'node:crypto';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { signStatement } from '../../attestation/envelope.ts';
import { setOf } from '../../capabilities/capability-set.ts';
import { runCases } from '../../discovery/run-cases.ts';
import { schemaValidator } from '../../testing/documents/documented-json.ts';
import { type ProgramEnd, runInProcess } from '../../testing/programs/run-in-process.ts';
import { buildsNeeding, type ScriptedRun, scriptedRun } from '../../testing/scripted/scripted-run.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const PRIVATE = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

let run: ScriptedRun;
let directory: string;

beforeAll(async () => {
  run = await scriptedRun({
    universe: setOf('CHOWN', 'FOWNER', 'FSETID'),
    builds: buildsNeeding(setOf('CHOWN'), setOf('CHOWN', 'FSETID')),
  });
  await runCases(run.settings);
  await writeFile(place('signing.pem'), PRIVATE);
  await writeFile(place('signing.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
});
afterAll(() => run[Symbol.asyncDispose]());
beforeEach(async () => {
  vi.unstubAllEnvs();
  directory = place('attested');
  await rm(directory, { recursive: true, force: true });
  await cp(run.settings.directory, directory, { recursive: true });
});

const place = (name: string): string => join(run.root, name);
const attest = (...options: string[]): Promise<ProgramEnd> => runInProcess('attest', directory, ...options);
const signed = (): string => join(directory, 'attestation.intoto.jsonl');
const verify = (...options: string[]): Promise<ProgramEnd> =>
  runInProcess('verify-record', directory, '--attestation', signed(), ...options);
const checked = (): Promise<ProgramEnd> => verify('--key', place('signing.pub'));

async function statement(): Promise<Record<string, unknown>> {
  const { payload } = JSON.parse(await readFile(signed(), 'utf8'));
  return JSON.parse(Buffer.from(payload, 'base64').toString());
}

describe('attest', () => {
  it('signs what was found, on what, and what it follows from', async () => {
    expect(await attest('--key', place('signing.pem'))).toMatchObject({ exitCode: 0, stderr: '' });
    const { _type, subject, predicateType, predicate } = await statement();
    const accepts = schemaValidator('findings-v1');
    accepts(predicate);
    expect(accepts.errors).toBeNull();
    expect({ _type, predicateType }).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: JSON.parse(await readFile('schema/findings-v1.schema.json', 'utf8')).$id,
    });
    const { builder, cases } = JSON.parse(await readFile(join(directory, 'record.json'), 'utf8'));
    expect(subject).toEqual([
      { name: builder.reference, digest: { sha256: builder.imageDigest.replace('sha256:', '') } },
      { name: 'base:1', digest: { sha256: cases[0].bases[0].digest.replace('sha256:', '') } },
    ]);
    expect(predicate).toMatchObject({
      findings: {
        cases: [
          {
            status: 'proven',
            faithful: { complete: true, minimalSets: [['CHOWN', 'FSETID']] },
            exitZero: { complete: true, minimalSets: [['CHOWN']] },
          },
        ],
      },
    });
  });

  it('takes the key and its passphrase from the environment', async () => {
    const encrypted = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'horse' });
    vi.stubEnv('SIGNING_KEY', encrypted.toString());
    vi.stubEnv('SIGNING_PASSPHRASE', 'horse');
    expect(await attest('--key-env', 'SIGNING_KEY')).toMatchObject({ exitCode: 2 });
    expect(await attest('--key-env', 'SIGNING_KEY', '--passphrase-env', 'NOT_SET')).toMatchObject({ exitCode: 2 });
    const { exitCode } = await attest('--key-env', 'SIGNING_KEY', '--passphrase-env', 'SIGNING_PASSPHRASE');
    expect(exitCode).toBe(0);
    expect(await checked()).toMatchObject({ exitCode: 0 });
  });

  it('signs nothing that does not follow from its journal', async () => {
    const record = join(directory, 'record.json');
    await writeFile(record, (await readFile(record, 'utf8')).replace('"status": "proven"', '"status": "partial"'));
    const { exitCode, stderr } = await attest('--key', place('signing.pem'));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/does not follow from its journal: .*cases\[0\]\.status.*\[NOT_ATTESTED\]/);
    await expect(readFile(signed())).rejects.toThrow('ENOENT');
  });

  it('wants a key, or to be told that another program signs', async () => {
    expect(await attest()).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--unsigned') });
    expect(await attest('--unsigned')).toMatchObject({ exitCode: 0 });
    const text = await readFile(join(directory, 'statement.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ _type: 'https://in-toto.io/Statement/v1' });
  });
});

describe('verify-record --attestation', () => {
  beforeEach(async () => {
    await attest('--key', place('signing.pem'));
  });

  it('accepts what is signed by the key and is of this run', async () => {
    const { exitCode, stdout } = await checked();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^The attestation is signed by the key sha256:[0-9a-f]{64}\.$/m);
    expect(stdout).toContain('The attestation says what follows from the trials of this run.');
  });

  it('reads the envelope in a bundle of Sigstore as well', async () => {
    const dsseEnvelope = JSON.parse(await readFile(signed(), 'utf8'));
    const bundle = {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: {},
      dsseEnvelope,
    };
    await writeFile(signed(), JSON.stringify(bundle));
    expect(await checked()).toMatchObject({ exitCode: 0 });
    // Another reader may take the one, and this program the other.
    await writeFile(signed(), JSON.stringify({ ...bundle, ...dsseEnvelope }));
    expect(await checked()).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('two signed statements') });
  });

  it('does not pass without a key, unless another program checked the signature', async () => {
    const { exitCode, stdout } = await verify();
    expect(exitCode).toBe(1);
    expect(stdout).toContain('The signature of the attestation was NOT checked.');
    const told = await verify('--signature-checked-by', 'cosign');
    expect(told).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('You say that cosign did.') });
  });

  it('names the field that says something else than the run, also under a good signature', async () => {
    const forged = JSON.parse(JSON.stringify(await statement()));
    forged.predicate.findings.cases[0].faithful.minimalSets = [['CHOWN']];
    forged.predicate.approved = true;
    await sign(forged);
    const { exitCode, stdout } = await checked();
    expect(exitCode).toBe(1);
    expect(stdout).toContain('is signed by the key');
    expect(stdout).toContain('The attestation is NOT of this run:');
    expect(stdout).toContain('predicate.findings.cases[0].faithful.minimalSets[0][1] was removed: "FSETID"');
    expect(stdout).toContain('predicate.approved was added');
  });

  it('refuses a payload that was changed after it was signed', async () => {
    const envelope = JSON.parse(await readFile(signed(), 'utf8'));
    const text = Buffer.from(envelope.payload, 'base64').toString().replace('kaniko-caps","version":"', '$&9');
    await writeFile(signed(), JSON.stringify({ ...envelope, payload: Buffer.from(text).toString('base64') }));
    const { exitCode, stdout } = await checked();
    expect(exitCode).toBe(1);
    expect(stdout).toContain('The attestation is NOT signed by the key');
  });

  it.each<[what: string, content: (envelope: { payload: string }) => unknown, told: string]>([
    ['what is no JSON', () => 'x{', 'is not JSON'],
    ['a depth that nobody needs', () => `${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'nested too deeply'],
    ['what is no envelope', () => ({ payload: 'x' }), 'is no signed statement'],
    ['a payload of another type', (one) => ({ ...one, payloadType: 'text/plain' }), 'and no in-toto statement'],
    [
      'a statement of another kind',
      (one) => withPayload(one, { predicateType: 'https://slsa.dev/provenance/v1' }),
      'slsa.dev',
    ],
    ['a statement without a subject', (one) => withPayload(one, { subject: [] }), 'subject'],
  ])('refuses %s', async (_, content, told) => {
    const now = content(JSON.parse(await readFile(signed(), 'utf8')));
    await writeFile(signed(), typeof now === 'string' ? now : JSON.stringify(now));
    const { exitCode, stderr } = await checked();
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(told) });
    expect(stderr).toContain('[BAD_ATTESTATION]');
  });

  it('accepts nothing else, whichever character of the file is changed', async () => {
    const text = await readFile(signed(), 'utf8');
    const payloadIn = (file: string): Buffer => Buffer.from(JSON.parse(file).payload, 'base64');
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 2), fc.constantFrom(...'Az0+"{}\\ \0\u202e'), async (at, character) => {
        const changed = `${text.slice(0, at)}${character}${text.slice(at + 1)}`;
        await writeFile(signed(), changed);
        const { exitCode, stderr } = await checked();
        // What the last character before the padding of Base64 says beyond whole bytes means nothing.
        if (exitCode === 0) expect(payloadIn(changed)).toEqual(payloadIn(text));
        else expect(stderr).toMatch(/^$|\[BAD_ATTESTATION\]/);
      }),
      { numRuns: 25 },
    );
  });

  it('wants a statement beside a key', async () => {
    const { exitCode, stderr } = await runInProcess('verify-record', directory, '--key', place('signing.pub'));
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('--attestation') });
  });
});

function withPayload(envelope: { payload: string }, change: object): object {
  const said = { ...JSON.parse(Buffer.from(envelope.payload, 'base64').toString()), ...change };
  return { ...envelope, payload: Buffer.from(JSON.stringify(said)).toString('base64') };
}

/** Signs any statement, as whoever has the key can. */
async function sign(said: unknown): Promise<void> {
  await writeFile(signed(), JSON.stringify(signStatement(JSON.stringify(said), { key: privateKey })));
}
