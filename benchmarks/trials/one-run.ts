import { join } from 'node:path';
import { difference } from '../../harness/capabilities/capability-set.ts';
import { DOCKER_DEFAULTS } from '../../harness/capabilities/universe.ts';
import { runCases } from '../../harness/discovery/run-cases.ts';
import type { Engine, SiteRoom } from '../../harness/engine/port.ts';
import type { TrialContainer } from '../../harness/engine/trial-port.ts';
import { planOf, UNAUDITED } from '../../harness/testing/examples/plans.ts';
import type { Surroundings } from './surroundings.ts';

/** What is told of a run that tries the same set over and over, one trial after the other. */
export interface TrialWatch {
  /** Before each trial, counted from 0: the one before it is over, its container removed and its verdict on disk. */
  readonly beforeTrial: (index: number) => void;
  /** Lets a trial's container be another one. @default as it is */
  readonly replaced?: (container: TrialContainer, index: number) => TrialContainer;
}

/** Runs the tool's own trials of the case with Docker's default capabilities. */
export async function runTrials(surroundings: Surroundings, trials: number, watch: TrialWatch): Promise<void> {
  const { one, scratch, engine, opened, auxiliaryImage } = surroundings;
  const policy = { ...UNAUDITED, confirm: trials };
  // As its reference builds, so that they count as trials of the set.
  const set = difference(DOCKER_DEFAULTS, opened.needs.capabilities);
  const silent = (): void => undefined;
  const run = `kaniko-caps-bench-${process.pid}-trials`;
  await runCases({
    run,
    directory: join(scratch, `trials-${trials}`),
    toolVersion: 'bench',
    plan: planOf([one], { task: { kind: 'one-set', set }, policy }),
    engine: watchedEngine(engine, watch),
    openBuilder: async () => opened,
    slots: 1,
    auxiliaryImage,
    guesses: undefined,
    credentialsFor: async () => undefined,
    environment: {},
    givenArguments: {},
    progress: {
      preparing: silent,
      beginning: silent,
      caseAbandoned: (_, reason) => {
        throw new Error(reason);
      },
      caseGuessed: silent,
      caseChanged: silent,
      caseFinished: silent,
      warning: silent,
    },
    stop: new AbortController().signal,
    cancel: new AbortController().signal,
  });
}

/** The engine tells of every trial; the container that only tries out what the engine grants is none. */
function watchedEngine(engine: Engine, { beforeTrial, replaced }: TrialWatch): Engine {
  let trials = 0;
  const watchedRoom = (room: SiteRoom): SiteRoom => ({
    ...room,
    startTrial: async (specification) => {
      if (specification.name.endsWith('-grants')) return room.startTrial(specification);
      const index = trials;
      trials += 1;
      beforeTrial(index);
      const start = await room.startTrial(specification);
      if (start.kind !== 'started' || replaced === undefined) return start;
      return { ...start, container: replaced(start.container, index) };
    },
  });
  return {
    ...engine,
    openSite: async (specification) => {
      const site = await engine.openSite(specification);
      return {
        ...site,
        makeRooms: async (wanted) => {
          const { none, egress } = await site.makeRooms(wanted);
          return { none: none.map(watchedRoom), egress: egress.map(watchedRoom) };
        },
      };
    },
  };
}
