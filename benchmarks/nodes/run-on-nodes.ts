import { setTimeout as sleep } from 'node:timers/promises';
import { setOf } from '../../harness/capabilities/capability-set.ts';
import { runCases } from '../../harness/discovery/run-cases.ts';
import type { Engine, EngineHost, Site, SiteRoom } from '../../harness/engine/port.ts';
import type { TrialContainer } from '../../harness/engine/trial-port.ts';
import { COMMITTED_CALIBRATION } from '../../harness/priors/calibration/committed-calibration.ts';
import { SCRIPTED_ENVIRONMENT } from '../../harness/testing/scripted/scripted-environment.ts';
import { buildsNeeding, engineWithRegistry, scriptedRun } from '../../harness/testing/scripted/scripted-run.ts';
import type { RegistryFiles } from '../../harness/testing/scripted/stored-images.ts';

/** What a run on simulated nodes is. */
export interface NodesRun {
  readonly nodes: number;
  readonly cases: number;
  readonly scratch: string;
}

/** What it took. */
export interface NodesCosts {
  readonly trials: number;
  /** From the start of the first trial to the end of the last one. */
  readonly trialsMs: number;
  /** Computing of the whole process in that time. */
  readonly processorMs: number;
  /** What the program kept in memory when the last trial had ended; more before it is collected. */
  readonly keptBytes: number;
  /** The same with the record, which is made then. */
  readonly keptWithRecordBytes: number;
  /** The most memory that the process ever had, with what was not yet collected. */
  readonly peakBytes: number;
  readonly proven: number;
}

/** CPUs of a node: so many trials run on it at once. */
export const CPUS = 4;

/**
 * What a pod with a network took on a real node until it ran, and from there until its exit code was known (median of 8, a trivial build,
 * Kubernetes 1.36 with containerd). The engine itself takes no time here.
 */
export const POD_MS = { running: 444, ended: 532 };

/** What a run guesses from that has no earlier record. */
const GUESSES = { records: [], calibration: COMMITTED_CALIBRATION };

/** Runs all of the program on an engine that only waits as long as pods do. */
export async function runOnNodes({ nodes, cases, scratch }: NodesRun): Promise<NodesCosts> {
  const files: RegistryFiles = new Map();
  const hosts: EngineHost[] = Array.from({ length: nodes }, (_, index) => ({
    name: `node-${index}`,
    environment: { ...SCRIPTED_ENVIRONMENT, cpus: CPUS },
  }));
  const builds = buildsNeeding(setOf('CHOWN'), setOf('CHOWN', 'FSETID'));
  const engine = await engineWithRegistry({ builds, world: { hosts, remembers: false } }, files);
  const clock = { begunAt: 0, endedAt: 0, processor: process.cpuUsage() };
  const onTrial = (): void => {
    if (clock.begunAt > 0) return;
    clock.begunAt = performance.now();
    clock.processor = process.cpuUsage();
  };
  const names = Array.from({ length: cases }, (_, index) => `case-${index}`);
  await using run = await scriptedRun({
    builds,
    universe: setOf('CHOWN', 'FOWNER', 'FSETID', 'SETUID', 'SETGID'),
    dockerfiles: Object.fromEntries(names.map((name) => [name, `FROM base:1\nRUN ${name}\n`])),
    within: scratch,
    settings: { slots: nodes * CPUS, engine: slowEngine(engine, files, onTrial), guesses: GUESSES },
  });
  let used = { user: 0, system: 0 };
  let kept = 0;
  const preparing = (step: string): void => {
    if (step !== 'removing the sandbox') return;
    clock.endedAt = performance.now();
    used = process.cpuUsage(clock.processor);
    kept = keptBytes();
  };
  const record = await runCases({ ...run.settings, progress: { ...run.settings.progress, preparing } });
  return {
    trials: record.run.trials,
    trialsMs: clock.endedAt - clock.begunAt,
    processorMs: (used.user + used.system) / 1000,
    keptBytes: kept,
    keptWithRecordBytes: keptBytes(),
    peakBytes: process.resourceUsage().maxRSS * 1024,
    proven: record.cases.filter(({ status }) => status === 'proven').length,
  };
}

/** Only where the process was started with --expose-gc. */
function keptBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function slowEngine(engine: Engine, files: RegistryFiles, onTrial: () => void): Engine {
  return {
    ...engine,
    openSite: async (specification) => slowSite(await engine.openSite(specification), files, onTrial),
  };
}

function slowSite(site: Site, files: RegistryFiles, onTrial: () => void): Site {
  const slow = (room: SiteRoom): SiteRoom => ({
    ...room,
    startTrial: async (specification) => {
      const { image } = specification;
      if (image.startsWith('executor')) onTrial();
      await sleep(POD_MS.running);
      const start = await room.startTrial(specification);
      const [, destination = ''] = specification.command;
      return start.kind === 'started'
        ? { ...start, container: slowTrial(start.container, () => forget(files, destination)) }
        : start;
    },
  });
  return {
    ...site,
    makeRooms: async (wanted) => {
      const { none, egress } = await site.makeRooms(wanted);
      return { none: none.map(slow), egress: egress.map(slow) };
    },
  };
}

function slowTrial(container: TrialContainer, onRemoved: () => void): TrialContainer {
  return {
    ...container,
    ending: async (deadlineMs, cancel) => {
      await sleep(POD_MS.ended);
      return container.ending(deadlineMs, cancel);
    },
    remove: async () => {
      await container.remove();
      onRemoved();
    },
  };
}

/** What a trial pushed is on its node, and not in the memory of the program. */
function forget(files: RegistryFiles, destination: string): void {
  const [repository = '', tag = ''] = destination.replace(/^[^/]*\//, '').split(':');
  const link = `repositories/${repository}/_manifests/tags/${tag}/current/link`;
  const digest = files.get(link)?.toString() ?? '';
  files.delete(link);
  files.delete(`repositories/${repository}/_manifests/revisions/${digest.replace(':', '/')}/link`);
}
