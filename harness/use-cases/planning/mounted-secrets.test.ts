import { expect, it } from 'vitest';
import { EMPTY_SET } from '../../capabilities/capability-set.ts';
import { plannedCaseOf } from '../../testing/examples/plans.ts';
import { DEFAULT_CONFIGURATION } from '../../vocabulary/configuration.ts';
import { warnOfForeignContext } from './foreign-context.ts';
import { warnOfSecrets } from './mounted-secrets.ts';

const run = (text: string, line: number) => ({ keyword: 'RUN', line, text });

it('tells of secrets that are mounted and not given, and the other way round', () => {
  const told: string[] = [];
  const instructions = [
    run('RUN --mount=type=secret,id=npm,required=true npm ci', 2),
    run('RUN --mount=type=cache,target=/c --mount=type=secret,dst=/run/secrets/pip pip install .', 3),
    run('RUN --mount=type=secret,id=apt,uid=1000 true', 4),
  ];
  const secrets = ['apt', 'gem'].map((id) => ({ id, value: 'given' as const }));
  const one = plannedCaseOf('api', EMPTY_SET, { instructions, configuration: { ...DEFAULT_CONFIGURATION, secrets } });
  warnOfSecrets(one, (text) => void told.push(text));
  expect(told).toEqual([
    expect.stringMatching(/^api: line 2 mounts the secret npm, which is not given/),
    expect.stringMatching(/^api: line 3 mounts the secret pip, which is not given/),
    'api: no RUN mounts the secret gem.',
  ]);
});

it('tells of a mounted context of another user than the builder', () => {
  const told = (user: number, uid: number): string[] => {
    const texts: string[] = [];
    const context = { ...DEFAULT_CONFIGURATION.context, owner: { uid, gid: 0 } };
    const configuration = { ...DEFAULT_CONFIGURATION, user: { id: user, groupId: null }, context };
    warnOfForeignContext(plannedCaseOf('api', EMPTY_SET, { configuration }), (text) => void texts.push(text));
    return texts;
  };
  expect(told(1000, 0)).toEqual([
    expect.stringContaining('the builder runs as user 1000 and the context belongs to user 0'),
  ]);
  expect([...told(1000, 1000), ...told(0, 1000)]).toEqual([]);
});
