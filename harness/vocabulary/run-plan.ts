import * as z from 'zod';
import { capabilitySetCodec } from './capability-set-codec.ts';
import { invalidCase, plannedCase } from './case.ts';
import { runPolicy } from './run-policy.ts';

/**
 * Rises when a reader of the old form would misread the new one. Version 1 knew no secret build arguments, and would build without;
 * version 2 knew no invalid cases, and would leave them out.
 */
export const PLAN_VERSION = 3;

/** Which sets a run tries. */
export const task = z.discriminatedUnion('kind', [
  /** Those that find and prove all minimal sets. */
  z.object({ kind: z.literal('search') }),
  /** Every subset of some capabilities, with and without the rest of the universe; null for the whole universe of each case. */
  z.object({ kind: z.literal('every-set'), over: capabilitySetCodec.nullable() }),
  /** One set. */
  z.object({ kind: z.literal('one-set'), set: capabilitySetCodec }),
]);

/** Which sets a run tries. */
export type RunTask = z.output<typeof task>;

/** One part of a run that was divided among several machines, and what it knows of the whole. */
export const shardPlan = z.object({
  /** Counted from 1. */
  index: z.number(),
  of: z.number(),
  /** All cases of the whole run, in its order. */
  all: z.array(
    z.object({
      case: z.string(),
      /** SHA-256 of its context and settings, as this shard found them: all shards must mean the same cases. */
      sha256: z.string(),
    }),
  ),
  /** The ids of those that this shard runs. */
  own: z.array(z.string()),
});

/** One part of a run that was divided among several machines. */
export type ShardPlan = z.output<typeof shardPlan>;

/** `2/3`. */
export function shardText({ index, of }: Pick<ShardPlan, 'index' | 'of'>): string {
  return `${index}/${of}`;
}

/** The builder that a run was asked to use; where nothing was named, one is chosen when the run begins. */
export const builderRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('any') }),
  z.object({ kind: z.literal('image'), reference: z.string() }),
  /** Absolute path of an executor. */
  z.object({ kind: z.literal('binary'), path: z.string() }),
]);

/** The builder that a run was asked to use. */
export type BuilderRequest = z.output<typeof builderRequest>;

/** Where somebody said that the engine is. */
const engineChoice = z.object({
  /** Addresses of engines; several are one pool. */
  hosts: z.array(z.string()).readonly(),
  /** Of a cluster: the context of the configuration, and what of the cluster is used. */
  cluster: z.partialRecord(z.enum(['context', 'namespace', 'nodeSelector', 'userNamespace']), z.string()),
});

/** Where somebody said that the engine is. */
export type EngineChoice = z.output<typeof engineChoice>;

/**
 * A run as data: what to try on which cases, and how. It stands at the beginning of the journal, so that whoever goes on with the
 * run needs nothing else, and so that the parts of a divided run can be held against each other. All its paths are absolute, but
 * for those that are only shown.
 */
export const runPlan = z.object({
  planVersion: z.literal([1, 2, PLAN_VERSION]),
  /** Where the run was begun. Paths that are shown are relative to it. */
  begunIn: z.string(),
  /** What can change an answer. */
  question: z.object({
    /** All cases of the run; of a shard, those of all shards. */
    cases: z.array(plannedCase).readonly(),
    /** What was found and cannot be tried. Of several shards, the first one tells of it. */
    invalid: z.array(invalidCase).readonly().default([]),
    task,
    policy: runPolicy,
    /** Images to use instead of base images, by the reference that the Dockerfile names. */
    substitutes: z.record(z.string(), z.string()).readonly(),
  }),
  /** What changes only how the answer is reached. */
  conduct: z.object({
    builder: builderRequest,
    /** Whoever goes on with the run need not say it again. Absent where nothing was said, and in journals of earlier versions. */
    engine: engineChoice.exactOptional(),
    /** How many builds are at work at once; null for as many as the engine has CPUs. */
    jobs: z.number().nullable(),
    /** How many trials may share a pod of a cluster, and take turns in it. */
    trialsPerPod: z.number().default(1),
    /** The image of the sandbox's registry and slots; null for the usual one. */
    auxiliaryImage: z.string().nullable(),
    /** Whether the kernel's capability checks are watched, where they can be. */
    watchKernel: z.boolean(),
    contextLimitBytes: z.number(),
    /** What is guessed before the first trial. */
    guesses: z.object({
      /** Whether anything is guessed from Dockerfiles, earlier records and other cases. */
      enabled: z.boolean(),
      /** Paths of earlier records. */
      records: z.array(z.string()).readonly(),
      /** What becomes of a record that contradicts the cases or another one. */
      mismatch: z.enum(['refuse', 'warn']),
    }),
  }),
  /** Null for a whole run. */
  shard: shardPlan.nullable(),
});

/** A run as data. */
export type RunPlan = z.output<typeof runPlan>;
