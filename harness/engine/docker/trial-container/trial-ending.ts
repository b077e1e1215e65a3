import { pause, within } from '../../deadline.ts';
import type { Ending } from '../../trial-port.ts';
import { type DockerApi, request } from '../api/docker-api.ts';
import { describeFailure, hasStatus } from '../api/docker-errors.ts';
import { type ContainerFacts, inspectContainer } from '../containers/docker-containers.ts';
import type { ExitSignal } from './exit-signal.ts';
import { parseInstant } from './instant.ts';
import { findInterference, wasPaused } from './interference.ts';

/** How often a running container's state is looked at although no exit was told: a stalled connection tells nothing. */
const HEARTBEAT_MS = 15_000;

/** The first and the longest pause between looks at a container whose exit was told or whose connection was lost. */
const FIRST_LOOK_MS = 10;
const LONGEST_LOOK_MS = 500;

/** Which container's end is waited for, and until when. */
export interface EndingRequest {
  readonly id: string;
  readonly exit: ExitSignal;
  readonly deadlineMs: number;
  readonly cancel: AbortSignal | undefined;
}

/** What is known of a container that no longer runs. */
type End =
  | { readonly kind: 'stopped'; readonly facts: ContainerFacts }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unreachable'; readonly message: string };

/** Waits for a container's end and says what it was; kills the container at the deadline or on demand. Never rejects. */
export async function awaitEnding(api: DockerApi, asked: EndingRequest): Promise<Ending> {
  const watch = new AbortController();
  try {
    const end = watchEnd(api, asked, watch.signal);
    const interruption = awaitInterruption(asked, watch.signal);
    const first = await Promise.race([end, interruption]);
    if (typeof first !== 'string') return await judge(api, first);
    return await interrupt(api, asked.id, end, first);
  } catch (thrown) {
    return { kind: 'lost', message: describeFailure(thrown) };
  } finally {
    watch.abort();
  }
}

/** Looks at the container's state when its exit was told, and now and then, until it no longer runs. */
async function watchEnd(api: DockerApi, { id, exit }: EndingRequest, stop: AbortSignal): Promise<End> {
  let told = false;
  let lookMs = FIRST_LOOK_MS;
  let answeredAt = Date.now();
  const fired = exit.fired.then(() => {
    told = true;
  });
  for (;;) {
    if (told) {
      await pause(lookMs, stop);
      lookMs = Math.min(2 * lookMs, LONGEST_LOOK_MS);
    } else {
      await either(fired, HEARTBEAT_MS, stop);
    }
    if (stop.aborted) return { kind: 'unreachable', message: 'the run was cancelled' };
    try {
      const facts = await inspectContainer(api, id);
      if (facts === undefined) return { kind: 'gone' };
      if (isOver(facts.State)) return { kind: 'stopped', facts };
      answeredAt = Date.now();
    } catch (thrown) {
      // The engine may be restarting: its answer is worth waiting for, within reason.
      if (Date.now() - answeredAt > api.deadlineMs) return { kind: 'unreachable', message: describeFailure(thrown) };
      told = true;
    }
  }
}

/**
 * Whether a container has run and ended. Both times must be set: one that never started has exit code 0 or 128 as well.
 * Their order says nothing, since the engine notes the start of a process after it has been started: the exit of one that
 * ends within a millisecond may come first.
 */
function isOver(state: ContainerFacts['State']): boolean {
  const ran = parseInstant(state.StartedAt) !== undefined && parseInstant(state.FinishedAt) !== undefined;
  return ran && !state.Running && (state.Status === 'exited' || state.Status === 'dead');
}

/** 128 and the number of SIGKILL. */
const KILLED = 137;

async function judge(api: DockerApi, end: End): Promise<Ending> {
  if (end.kind === 'gone') return { kind: 'lost', message: 'another program removed the container' };
  if (end.kind === 'unreachable') return { kind: 'lost', message: `the engine does not answer: ${end.message}` };
  const { ExitCode, OOMKilled, StartedAt, FinishedAt, Error: startError } = end.facts.State;
  if (startError !== '') return { kind: 'lost', message: startError };
  // Nothing but the build itself gives exit code 0; any other may be the answer to a signal.
  const interference = ExitCode === 0 ? undefined : await findInterference(api, end.facts);
  if (interference !== undefined) return { kind: 'lost', message: interference };
  if (ExitCode === KILLED && !api.dialect.tellsOutOfMemory) {
    return {
      kind: 'lost',
      message: `something killed the container, and ${api.dialect.title} does not tell what: perhaps it had too little memory`,
    };
  }
  return {
    kind: 'exited',
    exitCode: ExitCode,
    outOfMemory: OOMKilled,
    startedAt: StartedAt,
    finishedAt: FinishedAt,
  };
}

/** Kills the container. If it turns out to have ended by itself before that, its own end counts. */
async function interrupt(
  api: DockerApi,
  id: string,
  end: Promise<End>,
  reason: 'deadline' | 'cancelled',
): Promise<Ending> {
  let failure = 'it does not end';
  const giveUpAt = Date.now() + api.deadlineMs;
  while (Date.now() < giveUpAt) {
    try {
      await request(api, api.docker.getContainer(id).kill());
      const ended = await within(api.deadlineMs, end);
      const stoodStill = reason === 'deadline' && ended.kind === 'stopped' && (await wasPaused(api, ended.facts));
      return stoodStill ? { kind: 'lost', message: 'somebody paused the container' } : { kind: reason };
    } catch (thrown) {
      if (hasStatus(thrown, 404, 409))
        return reason === 'cancelled' ? { kind: reason } : judge(api, await lookOnce(api, id));
      failure = describeFailure(thrown);
      await pause(LONGEST_LOOK_MS);
    }
  }
  return { kind: 'lost', message: `the container could not be killed: ${failure}` };
}

async function lookOnce(api: DockerApi, id: string): Promise<End> {
  const facts = await inspectContainer(api, id);
  if (facts === undefined) return { kind: 'gone' };
  return isOver(facts.State)
    ? { kind: 'stopped', facts }
    : { kind: 'unreachable', message: `it is ${facts.State.Status}` };
}

async function awaitInterruption(
  { deadlineMs, cancel }: EndingRequest,
  stop: AbortSignal,
): Promise<'deadline' | 'cancelled'> {
  await pause(deadlineMs, cancel === undefined ? stop : AbortSignal.any([cancel, stop]));
  return cancel?.aborted === true ? 'cancelled' : 'deadline';
}

/** Resolves when the promise does, when the time is over, or when the signal fires. */
async function either(promise: Promise<void>, durationMs: number, stop: AbortSignal): Promise<void> {
  const timer = new AbortController();
  await Promise.race([promise, pause(durationMs, AbortSignal.any([timer.signal, stop]))]);
  timer.abort();
}
