import { Readable } from 'node:stream';
import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import { DOCKER_DEFAULTS } from '../../capabilities/universe.ts';
import type { TrialContainer, TrialSpecification } from '../../engine/trial-port.ts';
import type { CapabilityChecks } from '../../vocabulary/capability-checks.ts';
import { type DockerFixture, openDockerFixture, reasonToSkip } from './docker-fixture.ts';

/**
 * Why tests that watch a real kernel cannot run here; undefined if they can. Older kernels lack the tracepoints, so these tests may
 * be skipped even where Docker is required.
 */
export async function reasonNotToWatch(needsCalls = false): Promise<string | undefined> {
  return (await reasonToSkip()) ?? (await whyUnwatched(needsCalls));
}

async function whyUnwatched(needsCalls: boolean): Promise<string | undefined> {
  const fixture = await openDockerFixture();
  try {
    const { watching: source } = await fixture.look({ watchKernel: true });
    const reason = source.kind === 'unavailable' ? source.reason : needsCalls ? source.callsUnseen : null;
    if (reason === null) return undefined;
    process.stderr.write(`Skipped: the kernel cannot be watched here: ${reason}\n`);
    return reason;
  } finally {
    await fixture.close();
  }
}

/** Starts a container that waits for its input as a builder does, then carries out the script that comes by it. */
export async function startWaiting(
  fixture: DockerFixture,
  changes: Partial<TrialSpecification> = {},
): Promise<TrialContainer> {
  const container = await fixture.start(fixture.trial('read -r line; eval "$line"', changes));
  await container.evidence(({ name }) => name === 'sh', 10_000);
  return container;
}

/** Watches a script of one line. */
export async function watchScript(
  fixture: DockerFixture,
  script: string,
  changes: Partial<TrialSpecification> = {},
  asked: CapabilitySet = DOCKER_DEFAULTS,
): Promise<CapabilityChecks> {
  const container = await startWaiting(fixture, changes);
  const watch = await container.watch(asked);
  await container.feed(Readable.from([Buffer.from(`${script}\n`)]));
  await container.ending(20_000);
  const seen = await watch?.end();
  await container.remove();
  if (seen === undefined) throw new Error('the trial was not watched');
  return seen;
}
