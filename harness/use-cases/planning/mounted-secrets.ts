import type { Case, Instruction } from '../../vocabulary/case.ts';

/** Tells of secrets that a Dockerfile mounts and nobody gives, and of those that are given and not mounted. */
export function warnOfSecrets({ id, instructions, configuration }: Case, warn: (text: string) => void): void {
  const given = configuration.secrets.map((secret) => secret.id);
  const mounted = instructions.flatMap((one) => mountedSecrets(one).map((secret) => ({ secret, line: one.line })));
  for (const { secret, line } of mounted) {
    if (given.includes(secret)) continue;
    warn(
      `${id}: line ${line} mounts the secret ${secret}, which is not given, so the builder may leave it out. ` +
        `Give it with --secret id=${secret}, which uses a stand-in value.`,
    );
  }
  for (const secret of given) {
    if (!mounted.some((mount) => mount.secret === secret)) warn(`${id}: no RUN mounts the secret ${secret}.`);
  }
}

/** The ids of the secrets that an instruction mounts; one without an id is called after the file that it becomes. */
function mountedSecrets({ keyword, text }: Instruction): string[] {
  if (keyword !== 'RUN') return [];
  const mounts = [...text.matchAll(/--mount=(\S+)/g)].map(([, fields = '']) => fieldsOf(fields));
  return mounts
    .filter((fields) => fields.get('type') === 'secret')
    .flatMap((fields) => fields.get('id') ?? fields.get('target')?.split('/').at(-1) ?? []);
}

function fieldsOf(text: string): Map<string, string> {
  const pairs = text.split(',').map((field): [string, string] => {
    const [name = '', ...value] = field.split('=');
    return [name === 'dst' || name === 'destination' ? 'target' : name, value.join('=')];
  });
  return new Map(pairs);
}
