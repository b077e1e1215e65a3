import { HarnessError } from '../../errors.ts';
import { pause } from '../deadline.ts';
import type { RoomRegistry } from './room-registry.ts';

/** How long the registry of a room may take to answer after its program has started. */
const START_DEADLINE_MS = 15_000;

/** @throws HarnessError REGISTRY_FAILED if it does not answer. */
export async function untilRoomRegistryAnswers(name: string, registry: RoomRegistry): Promise<void> {
  const giveUpAt = Date.now() + START_DEADLINE_MS;
  for (;;) {
    const fault = await registry.fault();
    if (fault === undefined) return;
    if (Date.now() > giveUpAt) {
      throw new HarnessError('REGISTRY_FAILED', `The registry of the slot ${name} did not start: ${fault}`, {
        hint: 'The auxiliary image must contain /bin/registry, mkfifo and wget. Name another one with --aux-image.',
      });
    }
    await pause(20);
  }
}
