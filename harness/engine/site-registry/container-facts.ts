import type { EngineEnvironment } from '../../vocabulary/engine-environment.ts';
import type { RegistryChannel } from './registry-channel.ts';

/** What an engine gives its containers, as one of them finds it. */
export type RoomFacts = Pick<EngineEnvironment, 'uidMap' | 'unprivilegedPortStart'>;

/** Asks the keeper, which is a container as a trial's is but for its capabilities. Never rejects: what it cannot tell is not known. */
export async function askContainerFacts(channel: RegistryChannel, deadlineMs: number): Promise<RoomFacts> {
  const answer = await channel.ask(['facts'], deadlineMs).catch(() => undefined);
  return answer?.code === 0 ? containerFactsIn(answer.said) : {};
}

/** Reads a port and the lines of a map of user ids, of three numbers each. */
export function containerFactsIn(said: string): RoomFacts {
  const words = said.trim().split(/\s+/);
  const [port, ...map] = words.map(Number);
  if (port === undefined || words.some((word) => !/^\d+$/.test(word)) || map.length === 0 || map.length % 3 !== 0) {
    return {};
  }
  const ranges = map.flatMap((_, index) => (index % 3 === 0 ? [map.slice(index, index + 3).join(' ')] : []));
  return { uidMap: ranges.join(', '), unprivilegedPortStart: port };
}
