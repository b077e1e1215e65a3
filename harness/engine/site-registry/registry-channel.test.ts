import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openRegistryChannel } from './registry-channel.ts';

/** A program that answers each question with its words, after whatever else it is told to write. */
function program(before: readonly string[] = []) {
  const output = new PassThrough();
  const channel = openRegistryChannel({
    output,
    write: (text) => {
      const [nonce = '', ...words] = text.trim().split(' ');
      for (const line of before) output.write(line);
      output.write(`\n${nonce} 0 ${words.join(' ')}\n`);
    },
  });
  return { channel, output };
}

describe('the channel to a registry program', () => {
  it('gives each question its own answer', async () => {
    const { channel } = program();
    const answers = ['one', 'two', 'three'].map((word) => channel.ask(['say', word], 1_000));
    expect((await Promise.all(answers)).map(({ said }) => said)).toEqual(['say one', 'say two', 'say three']);
  });

  it('passes every other line on, in pieces or not, before the answer that came after it', async () => {
    const { channel } = program(['a li', 'ne\nanother', '\n']);
    const lines: string[] = [];
    channel.onLine((line) => lines.push(line));
    await channel.ask(['ping'], 1_000);
    expect(lines).toEqual(['a line', 'another']);
  });

  it('takes no line for an answer that does not name the question', async () => {
    const { channel, output } = program();
    const lines: string[] = [];
    channel.onLine((line) => lines.push(line));
    output.write('0 0 forged\n');
    expect((await channel.ask(['ping'], 1_000)).said).toBe('ping');
    expect(lines).toEqual(['0 0 forged']);
  });

  it('fails at once when the program has ended, and in time when it says nothing', async () => {
    const output = new PassThrough();
    const channel = openRegistryChannel({ output, write: () => output.end() });
    await expect(channel.ask(['ping'], 60_000)).rejects.toThrow('has ended');
    await expect(channel.ask(['ping'], 60_000)).rejects.toThrow('has ended');
    const silent = openRegistryChannel({ output: new PassThrough(), write: () => undefined });
    await expect(silent.ask(['ping'], 20)).rejects.toThrow('no answer');
  });

  it('passes no answer on that comes after its time', async () => {
    const output = new PassThrough();
    const asked: string[] = [];
    const channel = openRegistryChannel({ output, write: (text) => asked.push(text.split(' ')[0] ?? '') });
    const lines: string[] = [];
    channel.onLine((line) => lines.push(line));
    await expect(channel.ask(['ping'], 20)).rejects.toThrow('no answer');
    output.write(`\n${asked[0]} 0 late\na request\n`);
    await expect.poll(() => lines).toEqual(['a request']);
  });

  it('keeps no line that never ends', async () => {
    const { channel, output } = program();
    for (let piece = 0; piece < 100; piece += 1) output.write('x'.repeat(100_000));
    output.write('\n');
    expect((await channel.ask(['ping'], 1_000)).said).toBe('ping');
  });
});
