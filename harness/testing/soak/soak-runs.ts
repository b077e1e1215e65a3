import { rm } from 'node:fs/promises';
import type { Builder } from '../../builders/builder.ts';
import { difference, setOf } from '../../capabilities/capability-set.ts';
import { DOCKER_DEFAULTS } from '../../capabilities/universe.ts';
import { findCases } from '../../corpus/find-cases.ts';
import { runCases } from '../../discovery/run-cases.ts';
import type { Engine } from '../../engine/port.ts';
import { planOf, UNAUDITED } from '../examples/plans.ts';
import type { Scratch } from '../programs/scratch.ts';
import { buildsNeeding, scriptedRun } from '../scripted/scripted-run.ts';

/** How a run of a soak ended. */
export interface SoakRun {
  readonly trials: number;
  /** The verdicts that should not be, in words. */
  readonly wrong: readonly string[];
}

const SEVEN = setOf('CHOWN', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'SETGID', 'SETUID');

/** Tries every set of seven capabilities on the scripted engine. */
export async function scriptedSoakRun(): Promise<SoakRun> {
  const [exitZero, faithful] = [setOf('CHOWN'), setOf('CHOWN', 'FSETID')];
  await using run = await scriptedRun({
    universe: SEVEN,
    builds: buildsNeeding(exitZero, faithful),
    question: { task: { kind: 'every-set', over: null } },
    settings: { slots: 4 },
  });
  const { cases, run: told } = await runCases(run.settings);
  const found = JSON.stringify(cases.map((one) => one.faithful.minimalSets));
  const wrong = found === '[[["CHOWN","FSETID"]]]' ? [] : [`found ${found}`];
  return { trials: told.trials, wrong: [...wrong, ...run.engine.objects.map(({ name }) => `left: ${name}`)] };
}

/** What the trials of a real builder need. */
export interface SoakMeans {
  readonly engine: Engine;
  readonly builder: Builder;
  readonly auxiliaryImage: string;
  readonly scratch: Scratch;
}

/** Tries one small case so many times with Docker's default set, each in a container of its own. */
export async function realSoakRun(run: string, trials: number, means: SoakMeans): Promise<SoakRun> {
  const { engine, builder, auxiliaryImage, scratch } = means;
  const path = await scratch.writeCase('soak', ['FROM busybox:stable', 'RUN chown 7:42 /bin']);
  const silent = (): void => undefined;
  const set = difference(DOCKER_DEFAULTS, builder.needs.capabilities);
  const policy = { ...UNAUDITED, confirm: trials };
  const { cases, run: told } = await runCases({
    run,
    directory: scratch.path(run),
    toolVersion: 'soak',
    plan: planOf(await findCases([path]), { task: { kind: 'one-set', set }, policy }),
    engine,
    openBuilder: async () => builder,
    slots: 2,
    auxiliaryImage,
    guesses: undefined,
    credentialsFor: async () => undefined,
    environment: {},
    givenArguments: {},
    progress: {
      preparing: silent,
      warning: silent,
      beginning: silent,
      caseAbandoned: silent,
      caseGuessed: silent,
      caseChanged: silent,
      caseFinished: silent,
    },
    stop: new AbortController().signal,
    cancel: new AbortController().signal,
  });
  await rm(scratch.path(run), { recursive: true });
  const all = cases.flatMap((one) => one.trials.all);
  const wrong = all
    .filter(({ verdict }) => verdict !== 'faithful')
    .map(({ id, shown }) => `${id}: ${shown.join('; ')}`);
  return { trials: told.trials, wrong };
}
