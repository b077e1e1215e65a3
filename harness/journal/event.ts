import { z } from 'zod';
import { CAPABILITIES } from '../capabilities/capability.ts';
import { type CapabilitySet, formatMask } from '../capabilities/capability-set.ts';
import { parseMask } from '../capabilities/process-status.ts';
import { builderIdentity, engineEnvironment, hardening, policy, trialPurpose } from '../record/identity.ts';

/** A capability set on disk: the 16 hexadecimal digits that `/proc/<pid>/status` prints. */
export const capabilitySetCodec = z.codec(
  z.string().regex(/^[0-9a-f]{16}$/),
  z.custom<CapabilitySet>((value) => typeof value === 'bigint'),
  { decode: (digits) => parseMask(digits) as CapabilitySet, encode: formatMask },
);

const processStatus = z.object({
  name: z.string(),
  inheritable: capabilitySetCodec,
  permitted: capabilitySetCodec,
  effective: capabilitySetCodec,
  bounding: capabilitySetCodec,
  ambient: capabilitySetCodec,
  noNewPrivileges: z.boolean(),
  seccomp: z.number(),
  uids: z.array(z.number()).readonly(),
  gids: z.array(z.number()).readonly(),
  groups: z.array(z.number()).readonly(),
});

const instruction = z.object({ line: z.number(), text: z.string() });

const buildFailure = z.object({
  phase: z.enum(['context', 'base', 'instruction', 'cross-stage-copy', 'snapshot', 'push', 'unknown']),
  instruction: instruction.nullable(),
  message: z.string(),
  signature: z.string(),
});

const infrastructureClass = z.enum([
  'engine',
  'registry',
  'network',
  'context',
  'evidence',
  'capabilities-not-as-requested',
  'hardening-not-as-requested',
  'memory',
  'disk',
  'killed',
]);

const outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('built'), fingerprint: z.string() }),
  z.object({ kind: z.literal('failed'), exitCode: z.number(), failure: buildFailure }),
  z.object({ kind: z.literal('ungrantable'), message: z.string() }),
  z.object({ kind: z.literal('timeout'), deadlineMs: z.number() }),
  z.object({ kind: z.literal('infrastructure'), class: infrastructureClass, message: z.string() }),
  z.object({ kind: z.literal('cancelled') }),
]);

const capabilityChecks = z.object({
  complete: z.boolean(),
  checks: z
    .array(
      z.object({
        capability: z.enum(CAPABILITIES),
        granted: z.boolean(),
        program: z.string(),
        count: z.number(),
      }),
    )
    .readonly(),
});

const observation = z.object({
  trial: z.string(),
  capabilities: capabilitySetCodec,
  purpose: trialPurpose.nullable().default(null),
  hardening: hardening.nullable().default(null),
  // What earlier versions took for evidence without a rerun stays evidence.
  alone: z.boolean().default(true),
  evidence: processStatus.nullable(),
  outcome,
  log: z.array(z.string()).readonly(),
  startedAt: z.string(),
  durationMs: z.number(),
  readyMs: z.number().nullable().default(null),
  witness: capabilityChecks.nullable().default(null),
});

const base = z.object({
  /** As the Dockerfile names it. */
  reference: z.string(),
  /** The manifest's digest in the sandbox's registry: what the build really started from. */
  digest: z.string(),
  /** The engine's image that was pushed there: the reference itself, or its substitute. */
  source: z.string(),
});

/** An event of a run. Together, in order, they are all that the run measured. */
export const journalEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run-started'),
    run: z.string(),
    toolVersion: z.string(),
    builder: builderIdentity,
    environment: engineEnvironment,
    /** How many agreeing trials a border failure needs at least. */
    confirm: z.number(),
    policy: policy.nullable().default(null),
    /** The capabilities that a trial has beyond its set, because the builder cannot run without them. */
    alwaysGranted: capabilitySetCodec,
    /** Capabilities asked for that this engine cannot grant. */
    untestable: capabilitySetCodec,
    /** Where the cases were found and how they were set, so that the run can be resumed. */
    settings: z.record(z.string(), z.unknown()),
  }),
  z.object({
    type: z.literal('case-planned'),
    case: z.string(),
    title: z.string(),
    path: z.string(),
    /** Relative to where the run was begun; journals of earlier versions do not tell. */
    dockerfile: z.string().optional(),
    universe: capabilitySetCodec,
    network: z.enum(['none', 'egress']),
    target: z.string().nullable(),
    buildArguments: z.record(z.string(), z.string()),
    contextSha256: z.string(),
    instructions: z.array(z.object({ keyword: z.string(), line: z.number(), text: z.string() })).readonly(),
    bases: z.array(base).readonly(),
  }),
  /** The case cannot be tried at all: a base image is missing, say. */
  z.object({
    type: z.literal('case-abandoned'),
    case: z.string(),
    title: z.string(),
    path: z.string(),
    universe: capabilitySetCodec,
    reason: z.string(),
  }),
  z.object({
    type: z.literal('trial-intended'),
    case: z.string(),
    trial: z.string(),
    container: z.string(),
    capabilities: capabilitySetCodec,
    /** Not told of a trial without one, nor by journals of earlier versions. */
    hardening: hardening.optional(),
  }),
  z.object({ type: z.literal('trial-observed'), case: z.string(), observation }),
  z.object({ type: z.literal('run-resumed') }),
  z.object({
    type: z.literal('run-finished'),
    status: z.enum(['complete', 'partial', 'interrupted']),
    /** The limit that ended the run before all was answered. */
    budgetSpent: z.enum(['trials', 'time']).nullable().default(null),
  }),
]);

/** What happened, without when. */
export type JournalEvent = z.output<typeof journalEvent>;

/** A line of the journal. */
export interface JournalEntry {
  /** When it was written, ISO 8601. */
  readonly at: string;
  readonly event: JournalEvent;
}

/** An event of one type. */
export type EventOf<T extends JournalEvent['type']> = Extract<JournalEvent, { type: T }>;
