import { randomUUID } from 'node:crypto';
import { within } from '../deadline.ts';

/** The standard streams of a registry program. */
export interface ProgramStreams {
  /** What it writes to its standard output, piece by piece. */
  readonly output: AsyncIterable<Uint8Array>;
  write(text: string): void;
}

/** What a registry program said to a question. */
export interface ChannelAnswer {
  /** 0 for success. */
  readonly code: number;
  readonly said: string;
}

/** Questions to a registry program, and what its registry writes down meanwhile. */
export interface RegistryChannel {
  /**
   * Asks; no argument may contain a blank. One question is answered after the other.
   *
   * @throws Error if there is no answer in time, or the program has ended.
   */
  ask(question: readonly string[], deadlineMs: number): Promise<ChannelAnswer>;
  /** Has every further line of its registry passed on; gives a function that ends it. */
  onLine(listener: (line: string) => void): () => void;
}

/** Longer lines are cut: what a registry writes of one request is bounded by what it accepts as the head of a request. */
const LONGEST_LINE = 64 * 1024;

/** Opens the channel over a program's streams, which nobody else may read. */
export function openRegistryChannel({ output, write }: ProgramStreams): RegistryChannel {
  const listeners = new Set<(line: string) => void>();
  // A question stays here until its answer comes, however late that is: passed on, the answer would be taken for a request.
  const waiting = new Map<string, (answer: ChannelAnswer) => void>();
  let ended: Error | undefined;
  const failures = new Set<(error: Error) => void>();
  const take = (line: string): void => {
    // Nobody but the program knows the word that its answer begins with.
    const [nonce = '', code = '', ...said] = line.split(' ');
    const answer = waiting.get(nonce);
    waiting.delete(nonce);
    if (answer !== undefined) answer({ code: Number(code), said: said.join(' ').trim() });
    else if (line !== '') for (const listener of listeners) listener(line);
  };
  const read = async (): Promise<never> => {
    for await (const line of linesOf(output)) take(line);
    throw new Error('it has ended');
  };
  read().catch((thrown: Error) => {
    ended = new Error(`the registry of the sandbox cannot be asked: ${thrown.message}`);
    for (const fail of failures) fail(ended);
  });
  return {
    ask: async (question, deadlineMs) => {
      if (ended !== undefined) throw ended;
      const nonce = randomUUID();
      let fail: (error: Error) => void = () => undefined;
      const answered = new Promise<ChannelAnswer>((resolve, reject) => {
        fail = reject;
        failures.add(reject);
        waiting.set(nonce, resolve);
      });
      try {
        write(`${[nonce, ...question].join(' ')}\n`);
        return await within(deadlineMs, answered);
      } finally {
        failures.delete(fail);
      }
    },
    onLine: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function* linesOf(output: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of output) {
    const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
    rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    yield* lines;
  }
}
