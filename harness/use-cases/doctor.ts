import { type BuilderSearch, type ChosenBuilder, chooseBuilder } from '../builders/choose-builder.ts';
import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { ALL_CAPABILITIES } from '../capabilities/universe.ts';
import { ownershipOf } from '../engine/ownership.ts';
import type { Engine, EvidenceSource, Isolation, WitnessSource } from '../engine/port.ts';
import { HarnessError } from '../errors.ts';
import { chooseAuxiliaryImage } from '../sandbox/auxiliary-image.ts';
import { findUngrantable } from '../sandbox/grantable.ts';
import { openSandbox } from '../sandbox/sandbox.ts';
import type { EngineEnvironment } from '../vocabulary/engine-environment.ts';
import type { BuilderRequest } from '../vocabulary/run-plan.ts';

/** What a discovery would be run with. */
export interface DoctorOrder {
  readonly builder: BuilderRequest;
  /** The image of the sandbox; null for the usual one. */
  readonly auxiliaryImage: string | null;
  readonly search: BuilderSearch;
}

/** What was found, or what is missing. */
export type Examined<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'missing'; readonly problem: HarnessError };

/** What was seen in a sandbox on an engine. */
export interface EngineFindings {
  readonly auxiliaryImage: string;
  /** What holds where builds would run, with what only a container there can tell. */
  readonly environment: EngineEnvironment;
  readonly evidence: EvidenceSource;
  readonly witness: WitnessSource;
  /** Whether builds reach no more than they are to; null where the engine itself sees to it. */
  readonly isolation: Isolation | null;
  /** What no container gets of all capabilities. */
  readonly ungrantable: CapabilitySet;
}

/** What a discovery would meet on the engine: opens a sandbox for one trial, and closes it again. */
export function examineEngine(engine: Engine, order: DoctorOrder): Promise<Examined<EngineFindings>> {
  return examined(() => lookIntoSandbox(engine, order));
}

/** The builder that a discovery would try. */
export function examineBuilder(engine: Engine, order: DoctorOrder): Promise<Examined<ChosenBuilder>> {
  return examined(() => chooseBuilder(engine, order.builder, order.search));
}

/** Whether both miss the same thing, which is then told once. */
export function isSameProblem(one: Examined<unknown>, other: Examined<unknown>): boolean {
  if (one.kind === 'found' || other.kind === 'found') return false;
  return one.problem.message === other.problem.message && one.problem.hint === other.problem.hint;
}

async function examined<T>(examine: () => Promise<T>): Promise<Examined<T>> {
  try {
    return { kind: 'found', value: await examine() };
  } catch (problem) {
    if (!(problem instanceof HarnessError)) throw problem;
    return { kind: 'missing', problem };
  }
}

async function lookIntoSandbox(
  engine: Engine,
  { auxiliaryImage: named, search }: DoctorOrder,
): Promise<EngineFindings> {
  const auxiliaryImage = await chooseAuxiliaryImage(engine, named, search.progress.preparing);
  const run = `kaniko-caps-doctor-${process.pid}`;
  const sandbox = await openSandbox(engine, { run, auxiliaryImage, watchKernel: true });
  try {
    const { evidence, witness } = await sandbox.view();
    const rooms = await sandbox.makeRooms({ slots: 1, egress: false, redirectedHosts: [] });
    const test = { name: `${run}-grants`, image: auxiliaryImage, ownership: ownershipOf(run) };
    return {
      auxiliaryImage,
      environment: rooms.environment,
      evidence,
      witness,
      isolation: await sandbox.isolation(rooms),
      ungrantable: await findUngrantable(rooms.all.none, ALL_CAPABILITIES, test),
    };
  } finally {
    await sandbox.close();
  }
}
