import { resolve } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { suggestion } from '../../suggestion.ts';
import type { SecretOrigin, SecretSource } from '../../vocabulary/configuration-sources.ts';

const FIELDS = ['id', 'src', 'source', 'env', 'type'];

const HINT = 'Write id=ID, then src=FILE or env=NAME for its value. Without either a stand-in value is used.';

/**
 * Reads what `docker build --secret` takes: `id=ID`, with `src=FILE`, `env=NAME` or nothing for a stand-in. A relative path is one
 * of `directory`.
 *
 * @throws HarnessError BAD_CONFIGURATION. It does not repeat the text: a user may have written the value itself there.
 */
export function parseSecret(text: string, directory: string): SecretSource {
  const fields = new Map(text.split(',').map(fieldOf));
  const id = fields.get('id') ?? '';
  if (!/^[A-Za-z0-9_][\w.-]*$/.test(id)) {
    throw refused('A secret needs an id of letters, digits, dots, dashes and underscores');
  }
  return { id, from: originOf(id, fields, directory) };
}

/**
 * Reads what a `case.json` may say of a secret: `id=ID`, which stands for a stand-in value. It comes with the code under test, so that
 * it must not choose a file or a variable of this machine.
 *
 * @throws HarnessError BAD_CONFIGURATION, which does not repeat the text.
 */
export function parseStandIn(text: string): SecretSource {
  const { id, from } = parseSecret(text, '/');
  if (from.kind === 'stand-in') return { id, from };
  const message = `The secret ${id} cannot have a file or a variable there: it would come from the code under test`;
  throw new HarnessError('BAD_CONFIGURATION', message, {
    hint: `Write id=${id} alone, and give the value on the command line: --secret id=${id},src=FILE or --secret id=${id},env=NAME.`,
  });
}

function fieldOf(part: string): [string, string] {
  const equals = part.indexOf('=');
  if (equals < 0) throw refused('A secret has a part that is not NAME=VALUE');
  const name = part.slice(0, equals);
  if (FIELDS.includes(name)) return [name, part.slice(equals + 1)];
  const { hint } = suggestion(name, FIELDS);
  throw refused('A secret has a field that is none of id, src, source, env and type', hint);
}

function originOf(id: string, fields: ReadonlyMap<string, string>, directory: string): SecretOrigin {
  const type = fields.get('type');
  if (type !== undefined && type !== 'file' && type !== 'env')
    throw refused(`The type of the secret ${id} is neither file nor env`);
  const source = fields.get('src') ?? fields.get('source');
  const variable = fields.get('env') ?? (type === 'env' ? source : undefined);
  if (fields.has('env') && (source !== undefined || type === 'file')) {
    throw refused(`The secret ${id} has both a file and a variable`);
  }
  if (variable === '' || source === '') throw refused(`The secret ${id} has an empty ${source === '' ? 'src' : 'env'}`);
  if (variable !== undefined) return { kind: 'environment', name: variable };
  return source === undefined ? { kind: 'stand-in' } : { kind: 'file', path: resolve(directory, source) };
}

function refused(message: string, hint?: string): HarnessError {
  return new HarnessError('BAD_CONFIGURATION', message, { hint: [hint, HINT].filter(Boolean).join(' ') });
}
