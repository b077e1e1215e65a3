import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openRegistryChannel } from './registry-channel.ts';
import { type RegistryFollower, roomRegistry } from './room-registry.ts';

const line = (client: string, request: string): string =>
  `${client} - - [29/Nov/2026:11:36:44 +0000] "${request} HTTP/1.1" 201 0 "" "kaniko/v1.24.0"`;

/** A registry whose program does as it is told, and what it is made to write. */
function registry() {
  const output = new PassThrough();
  const channel = openRegistryChannel({
    output,
    write: (text) => {
      const [nonce = '', question = '', word = ''] = text.trim().split(' ');
      if (question === 'ping') output.write(`${line('127.0.0.1', `GET /v2/?${word}`)}\n`);
      output.write(`\n${nonce} 0 \n`);
    },
  });
  return { room: roomRegistry(channel), writes: (text: string) => output.write(`${text}\n`) };
}

async function follow(lines: readonly string[], client?: RegistryFollower['client']) {
  const { room, writes } = registry();
  const watch = room.follow({
    onUpload: async () => undefined,
    onSpace: () => undefined,
    ...(client !== undefined && { client }),
  });
  for (const text of lines) writes(text);
  return watch.end();
}

const PUSH = 'PUT /v2/kaniko-caps-trials/0a/manifests/image';

describe('a registry that others can reach as well', () => {
  it('tells what the trial asked for, and the signs that the tool asked for', async () => {
    const use = await follow([line('10.244.0.7', PUSH)], () => '10.244.0.7');
    expect(use).toMatchObject({ gap: null });
    expect(use.requests.filter(({ subject }) => subject === 'manifest')).toHaveLength(1);
  });

  it('says that requests of somebody else came, and takes none of them for the trial', async () => {
    const use = await follow([line('10.244.0.9', PUSH)], () => '10.244.0.7');
    expect(use.gap).toBe('somebody else asked the registry of the trial, from 10.244.0.9');
    expect(use.requests.filter(({ subject }) => subject === 'manifest')).toEqual([]);
  });

  it('takes nothing for the trial as long as its address is not known', async () => {
    expect((await follow([line('10.244.0.7', PUSH)], () => undefined)).gap).not.toBeNull();
  });

  it('holds a line that is not in form against the trial, whoever sent it', async () => {
    const use = await follow([line('10.244.0.9', PUSH).replace('- -', '- u')], () => '10.244.0.7');
    expect(use.requests).toContainEqual(expect.objectContaining({ repository: null, subject: 'other' }));
  });
});

it('follows every request where nobody else can reach the registry', async () => {
  const use = await follow([line('127.0.0.1', PUSH)]);
  expect(use).toMatchObject({ gap: null });
  expect(use.requests.filter(({ subject }) => subject === 'manifest')).toHaveLength(1);
});
