import type { Readable } from 'node:stream';
import { type DockerApi, requestStream } from '../api/docker-api.ts';
import { type ContainerFacts, inspectContainer } from '../containers/docker-containers.ts';
import { formatInstant, parseInstant } from './instant.ts';

/** One line of the engine's event stream. */
interface EngineEvent {
  readonly Type?: string;
  readonly Action?: string;
  readonly Actor?: { readonly Attributes?: { readonly signal?: string } };
}

/**
 * Whether the end of a container is not its own doing: somebody else's kill, or a restart of the engine. Undefined if it
 * ended by itself.
 *
 * A daemon that shuts down stops its containers (any exit code, for the process chooses what to do on SIGTERM), and one that
 * was killed kills those that it finds running when it comes back (137, like any SIGKILL). Neither leaves a trace in the
 * container's state. The engine's events do: every stop and kill is an event before the container's `die`; and events are
 * kept in memory only, so after a restart the container's `start` is missing. It is missing as well when more than
 * the 256 events that are kept (moby, daemon/events/events.go) came after it; then the container whose network was shared decides: it would not have
 * survived a restart.
 */
export async function findInterference(api: DockerApi, facts: ContainerFacts): Promise<string | undefined> {
  const events = await readEvents(api, facts, { container: [facts.Id] });
  const started = events.some(({ Action }) => Action === 'start');
  if (!started && !(await slotSurvived(api, facts))) return 'the engine was restarted while the container ran';
  const kill = events.find(({ Action }) => Action === 'kill' || Action === 'stop');
  if (kill === undefined) return undefined;
  return `the container was killed from outside (signal ${kill.Actor?.Attributes?.signal ?? 'unknown'})`;
}

/** Whether somebody made the container stand still while it ran: then it had less time than its deadline says. */
export async function wasPaused(api: DockerApi, facts: ContainerFacts): Promise<boolean> {
  const events = await readEvents(api, facts, { container: [facts.Id] });
  return events.some(({ Action }) => Action === 'pause');
}

async function slotSurvived(api: DockerApi, facts: ContainerFacts): Promise<boolean> {
  const slot = /^container:(.+)$/.exec(facts.HostConfig.NetworkMode ?? '')?.[1];
  if (slot === undefined) return false;
  const state = (await inspectContainer(api, slot))?.State;
  const startedAt = parseInstant(state?.StartedAt ?? '');
  const own = parseInstant(facts.State.StartedAt);
  return state?.Running === true && startedAt !== undefined && own !== undefined && startedAt < own;
}

async function readEvents(
  api: DockerApi,
  facts: ContainerFacts,
  filters: Readonly<Record<string, readonly string[]>>,
): Promise<EngineEvent[]> {
  const finished = parseInstant(facts.State.FinishedAt) ?? 0n;
  const margin = 2_000_000_000n;
  const answer = await requestStream(api, {
    method: 'GET',
    path: '/events',
    query: { ...api.dialect.eventsQuery(formatInstant(finished + margin)), filters },
  });
  const stall = setTimeout(() => answer.destroy(new Error('the events stopped coming')), api.deadlineMs);
  try {
    return await collect(answer, facts.Id);
  } finally {
    clearTimeout(stall);
    answer.destroy();
  }
}

async function collect(answer: Readable, id: string): Promise<EngineEvent[]> {
  const events: EngineEvent[] = [];
  let rest = '';
  for await (const chunk of answer.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.filter((text) => text.trim() !== '')) {
      const event: EngineEvent & { readonly Actor?: { readonly ID?: string } } = JSON.parse(line);
      events.push(event);
      if (event.Action === 'die' && event.Actor?.ID === id) return events;
    }
  }
  return events;
}
