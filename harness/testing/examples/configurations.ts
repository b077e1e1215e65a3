import fc from 'fast-check';
import { type Configuration, DEFAULT_CONFIGURATION } from '../../vocabulary/configuration.ts';

/** The default but for what a test is about. */
export function exampleConfiguration(changes: Partial<Configuration>): Configuration {
  return { ...DEFAULT_CONFIGURATION, ...changes };
}

const anyOwner = fc.oneof(
  fc.constant<'as-is'>('as-is'),
  fc.record({ uid: fc.constantFrom(0, 1000), gid: fc.constantFrom(0, 1000) }),
);

/** Flags and values as a stranger may give them: control characters, directions, markup, commands of a CI system. */
const hostile = fc.constantFrom(
  'redo',
  '\u001b[2J',
  'a\n::error::x',
  '\u202etxt',
  '<script>x</script>',
  '$(id)',
  '`|*_',
);

/** Configurations of every sort, the default among them. */
export const anyConfiguration: fc.Arbitrary<Configuration> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(DEFAULT_CONFIGURATION) },
  {
    weight: 3,
    arbitrary: fc.record<Configuration>({
      context: fc.record({
        kind: fc.constantFrom<'dir' | 'tar'>('dir', 'tar'),
        path: fc.constantFrom('/workspace', '/src'),
        owner: anyOwner,
        modes: fc.constantFrom<'as-is' | 'git'>('as-is', 'git'),
      }),
      cache: fc.constantFrom<'off' | 'cold' | 'warm'>('off', 'cold', 'warm'),
      secrets: fc.constantFrom<Configuration['secrets']>([], [{ id: 'npm', value: 'stand-in' }]),
      user: fc.constantFrom(null, { id: 1000, groupId: null }, { id: 1000, groupId: 1000 }),
      seccomp: fc.constantFrom<Configuration['seccomp']>('default', 'unconfined', {
        name: 'strict.json',
        sha256: 'a'.repeat(64),
      }),
      noNewPrivileges: fc.boolean(),
      builderFlags: fc.array(
        fc.tuple(fc.constantFrom('snapshot-mode', 'ignore-path'), hostile).map(([name, value]) => `--${name}=${value}`),
        { maxLength: 2 },
      ),
      builderEnvironment: fc.dictionary(fc.constantFrom('FF_A', 'FF_B'), hostile, { maxKeys: 2 }),
    }),
  },
);
