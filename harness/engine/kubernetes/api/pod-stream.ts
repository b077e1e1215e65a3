import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import WebSocket from 'ws';
import type { Cluster } from './cluster.ts';
import { describeKubeFailure, refusalError } from './kube-failure.ts';
import { change } from './request.ts';

/** Which streams of a container are wanted. */
export interface PodStreamRequest {
  readonly pod: string;
  readonly container: string;
  /** The command to run beside what the container runs; null for the streams of the container's own program. */
  readonly command: readonly string[] | null;
  /** Whether something is to be sent. */
  readonly input: boolean;
}

/** How a stream ended. */
export type StreamEnd =
  /** The program ended. `exitCode` is that of a command; an attached program's is not told and reads as 0. */
  | { readonly kind: 'finished'; readonly exitCode: number }
  /** The connection broke, or the node could not run the command. */
  | { readonly kind: 'broken'; readonly message: string };

/** The open streams of a container. */
export interface PodStream {
  /** What is written to standard output. Somebody must read it. */
  readonly output: AsyncIterable<Buffer>;
  /** What is written to standard error, the beginning of it. */
  readonly errors: () => string;
  /** How many bytes have come on both. */
  readonly heardBytes: () => number;
  /** Resolves when the stream is over. */
  readonly ended: Promise<StreamEnd>;
  /** Sends a piece; resolves when it has left. */
  write(piece: Uint8Array): Promise<void>;
  /** Closes the program's standard input. */
  endInput(): void;
  close(): void;
}

/** The channels of the protocol (apimachinery, remotecommand/constants.go). */
const [STDIN, STDOUT, STDERR, STATUS, CLOSE] = [0, 1, 2, 3, 255];

/** How much of standard error is kept. */
const ERRORS_KEPT = 4096;

/** The version of the protocol that can close one direction. Kubernetes has it since 1.30. */
const PROTOCOL = 'v5.channel.k8s.io';

/**
 * Opens the streams of a container.
 *
 * @throws whatever the API server refuses it with.
 */
export async function openPodStream(cluster: Cluster, request: PodStreamRequest): Promise<PodStream> {
  // A server that is too busy to open them has done nothing, and is asked again when it says.
  const { socket, receiver } = await change(cluster, () => connect(cluster, pathOf(cluster, request)));
  // The words of the library are about its states.
  const closed = `the connection to the container ${request.container} is closed`;
  const send = (data: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) =>
      socket.send(data, (error) => (error ? reject(new Error(closed, { cause: error })) : resolve())),
    );
  return {
    output: receiver.output,
    errors: receiver.errors,
    heardBytes: receiver.heardBytes,
    ended: receiver.ended,
    write: (piece) => send(Buffer.concat([Buffer.of(STDIN), piece])),
    // Whoever waits for the end learns whether it came.
    endInput: () => void send(Buffer.of(CLOSE, STDIN)).catch(() => undefined),
    close: () => socket.terminate(),
  };
}

/** Not with the client's own classes: they lose what a refusal says, the last word of a stream, and do not wait for a slow reader. */
async function connect(
  { config, url, deadlineMs }: Cluster,
  path: string,
): Promise<{ readonly socket: WebSocket; readonly receiver: Receiver }> {
  const receiver = receive();
  const options: WebSocket.ClientOptions = { handshakeTimeout: deadlineMs };
  await config.applyToHTTPSOptions(options);
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${path}`, [PROTOCOL], options);
  receiver.listen(socket);
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve({ socket, receiver }));
    socket.once('unexpected-response', (_, answer) => {
      const refused = (body: string): void => reject(refusalError(answer.statusCode ?? 0, body, answer.headers));
      text(answer).then(refused, () => refused(''));
    });
    // Also later, when whoever uses it sees it closed.
    socket.on('error', reject);
  });
}

function pathOf({ namespace }: Cluster, { pod, container, command, input }: PodStreamRequest): string {
  const query = new URLSearchParams({ container, stdin: String(input), stdout: 'true', stderr: 'true', tty: 'false' });
  for (const word of command ?? []) query.append('command', word);
  const kind = command === null ? 'attach' : 'exec';
  return `/api/v1/namespaces/${namespace}/pods/${pod}/${kind}?${query}`;
}

/** What comes over a socket. */
interface Receiver extends Pick<PodStream, 'output' | 'errors' | 'heardBytes' | 'ended'> {
  listen(socket: WebSocket): void;
}

/** Takes in what comes over a socket, also before anybody holds it. */
function receive(): Receiver {
  const output = new PassThrough({ highWaterMark: 1 << 20 });
  let socket: WebSocket | undefined;
  let heard = 0;
  let errors = '';
  let status: StreamEnd | undefined;
  let end: (how: StreamEnd) => void = () => undefined;
  const ended = new Promise<StreamEnd>((resolve) => {
    end = resolve;
  });
  const finish = (how: StreamEnd): void => {
    output.end();
    end(how);
  };
  const take = (data: Buffer): void => {
    const [channel, payload] = [data[0], data.subarray(1)];
    if (channel === STATUS) status = readStatus(payload);
    if (channel !== STDOUT && channel !== STDERR) return;
    heard += payload.length;
    if (channel === STDERR) errors = (errors + payload.toString('utf8')).slice(0, ERRORS_KEPT);
    else if (payload.length > 0 && !output.write(payload)) {
      socket?.pause();
      output.once('drain', () => socket?.resume());
    }
  };
  return {
    output,
    ended,
    errors: () => errors,
    heardBytes: () => heard,
    listen: (opened) => {
      socket = opened;
      opened.on('message', (data) => take(data as Buffer));
      opened.on('close', (code) => finish(status ?? { kind: 'broken', message: `the connection closed (${code})` }));
    },
  };
}

/** Reads the last word of a stream: a `Status`, whose cause `ExitCode` tells that of a command. */
function readStatus(payload: Buffer): StreamEnd {
  try {
    const { status, reason, message, details } = JSON.parse(payload.toString('utf8'));
    if (status === 'Success') return { kind: 'finished', exitCode: 0 };
    const causes: { reason?: string; message?: string }[] = details?.causes ?? [];
    const code = causes.find((cause) => cause.reason === 'ExitCode')?.message;
    if (reason === 'NonZeroExitCode' && code !== undefined) return { kind: 'finished', exitCode: Number(code) };
    return { kind: 'broken', message: String(message) };
  } catch (thrown) {
    return { kind: 'broken', message: describeKubeFailure(thrown) };
  }
}

/** The streams of a program that has ended already. */
export function closedStream(): PodStream {
  const output = new PassThrough();
  output.end();
  return {
    output,
    errors: () => '',
    heardBytes: () => 0,
    ended: Promise.resolve({ kind: 'finished', exitCode: 0 }),
    write: () => Promise.reject(new Error('the program has ended')),
    endInput: () => undefined,
    close: () => undefined,
  };
}
