import { join } from 'node:path';
import { signStatement } from '../../attestation/envelope.ts';
import { type KeyText, readPrivateKey } from '../../attestation/keys.ts';
import { HarnessError, messageOf } from '../../errors.ts';
import { displayPath } from '../../files/display-path.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { stateRun } from '../../use-cases/attest.ts';
import { one } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { keyFile } from '../options/key-file.ts';
import { flag, type OptionValues, text } from '../options/option.ts';
import { print, tell } from '../output/output.ts';
import { TOOL_VERSION } from '../session/tool-version.ts';

const OPTIONS = {
  key: text('--key <file>', 'sign with this private key: PEM, Ed25519 or ECDSA P-256'),
  keyEnv: text('--key-env <variable>', 'sign with the private key in this environment variable'),
  passphraseEnv: text('--passphrase-env <variable>', 'the environment variable with the passphrase of the key'),
  unsigned: flag('--unsigned', 'write the statement without a signature, for another program to sign'),
  out: text('--out <file>', 'where to write it (default: attestation.intoto.jsonl, or statement.json, in the run)'),
};

type Options = OptionValues<typeof OPTIONS>;

/** Signs a statement of what a run found. */
export const attest = command({
  arguments: { directory: one('directory', 'the directory of a run') },
  options: OPTIONS,
  conflicts: { key: ['keyEnv', 'unsigned'], keyEnv: ['unsigned'], passphraseEnv: ['unsigned'] },
  run: async ({ directory }, options) => {
    // Before the run is looked at, which may take a while.
    const key = options.unsigned ? undefined : readPrivateKey(await keyText(options), passphraseIn(options));
    const attester = { tool: { name: 'kaniko-caps' as const, version: TOOL_VERSION }, createdAt: now() };
    const { statement, notes } = await stateRun(directory, attester);
    for (const note of notes) tell(note);
    const content = JSON.stringify(key === undefined ? statement : signStatement(JSON.stringify(statement), key));
    const file = options.out ?? join(directory, key === undefined ? 'statement.json' : 'attestation.intoto.jsonl');
    await write(file, `${content}\n`);
    print(`wrote ${displayPath(file)}`);
    return 0;
  },
});

async function keyText({ key, keyEnv }: Options): Promise<KeyText> {
  if (keyEnv !== undefined) return { name: `the key in ${keyEnv}`, pem: variable(keyEnv) };
  if (key !== undefined) return { name: `the key ${key}`, pem: await keyFile(key) };
  throw new HarnessError('OPTIONS_CONFLICT', 'No key was given to sign with', {
    hint: 'Name a private key with --key or --key-env, or leave the signature to another program with --unsigned.',
  });
}

function passphraseIn({ passphraseEnv }: Options): string | undefined {
  return passphraseEnv === undefined ? undefined : variable(passphraseEnv);
}

function variable(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== '') return value;
  throw new HarnessError('BAD_OPTION', `The environment variable ${name} is not set`, {
    hint: 'Set it, or name another variable.',
  });
}

async function write(file: string, content: string): Promise<void> {
  await writeWhole(file, content).catch((cause: unknown) => {
    throw new HarnessError('CANNOT_WRITE', `Cannot write ${displayPath(file)}: ${messageOf(cause)}`, {
      cause,
      hint: 'Create its directory, or give another file with --out.',
    });
  });
}

function now(): string {
  return new Date().toISOString();
}
