import { within } from '../../deadline.ts';
import { pidsIn, type StatusReader } from '../../processes/status-reader.ts';
import { type DockerApi, request } from '../api/docker-api.ts';
import { helperSettings } from '../containers/container-settings.ts';
import { createContainer, inspectContainer, removeContainer } from '../containers/docker-containers.ts';
import type { Labels } from '../docker-labels.ts';
import { attach } from '../trial-container/attach.ts';
import { demultiplex } from '../trial-container/demultiplexer.ts';

/**
 * Reads pids with a pattern of files, answers with what these hold of the process and a line that names the pid. No process
 * can put that line into its status: the kernel escapes a newline in a name.
 */
const SCRIPT = 'while read -r pid files; do cat /proc/$pid/$files 2>/dev/null; echo "--$pid"; done';

/** The helper container to start. */
export interface HelperRequest {
  readonly image: string;
  readonly labels: Labels;
  readonly name: string;
}

/** A running helper container. */
export interface Helper {
  /** Its process, as the engine counts. */
  readonly pid: number;
  readonly reader: StatusReader;
  remove(): Promise<void>;
}

/** Starts a helper container; nothing of it is left if that fails. */
export async function startHelper(api: DockerApi, asked: HelperRequest): Promise<Helper> {
  const command = ['/bin/sh', '-c', SCRIPT];
  const id = await createContainer(api, asked.name, helperSettings({ ...asked, command }, api.dialect));
  const remove = (): Promise<void> => removeContainer(api, id);
  try {
    const { connection, close } = await attach(api, id);
    await request(api, api.docker.getContainer(id).start());
    const pid = (await inspectContainer(api, id))?.State.Pid ?? 0;
    const answers = splitAnswers(connection);
    let turn: Promise<unknown> = Promise.resolve();
    const ask = (asksFor: number, files: string): Promise<string | undefined> => {
      const answer = turn.then(async () => {
        connection.write(`${asksFor} ${files}\n`);
        return textOf(await within(api.deadlineMs, answers.next()), asksFor);
      });
      // One question at a time; one that failed does not keep the next from being asked.
      turn = answer.catch(() => undefined);
      return answer;
    };
    const reader: StatusReader = {
      source: { kind: 'readable', from: 'helper' },
      read: (asksFor) => ask(asksFor, 'status'),
      children: async (asksFor) => pidsIn((await ask(asksFor, 'task/*/children')) ?? ''),
      // The helper has no capability, without which nobody may look into the memory of a process that has one.
      program: async () => null,
      close,
    };
    return { pid, remove, reader };
  } catch (thrown) {
    await remove().catch(() => undefined);
    throw thrown;
  }
}

/** One answer of the helper: the lines before the line that names the pid. */
interface Answer {
  readonly pid: number;
  readonly text: string;
}

async function* splitAnswers(connection: AsyncIterable<Uint8Array>): AsyncGenerator<Answer> {
  let text = '';
  for await (const frame of demultiplex(connection)) {
    if (frame.stream !== 'stdout') continue;
    text += frame.payload.toString('utf8');
    for (let end = /^--(\d+)\n/m.exec(text); end !== null; end = /^--(\d+)\n/m.exec(text)) {
      yield { pid: Number(end[1]), text: text.slice(0, end.index) };
      text = text.slice(end.index + end[0].length);
    }
  }
}

function textOf(answer: IteratorResult<Answer, void>, pid: number): string | undefined {
  if (answer.done === true) throw new Error('the helper that reads the processes of the engine has ended');
  if (answer.value.pid !== pid) throw new Error('the helper that reads the processes of the engine is out of step');
  return answer.value.text === '' ? undefined : answer.value.text;
}
