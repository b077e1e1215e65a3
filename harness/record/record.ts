import { z } from 'zod';
import { builderIdentity, engineEnvironment } from './identity.ts';

/**
 * Rises when a reader of the old form would misread the new one: a field is removed, renamed or changes its meaning. New
 * fields that old readers may ignore do not raise it.
 */
export const RECORD_SCHEMA_VERSION = 1;

const capabilityNames = z.array(z.string());

const answer = z.object({
  /** Whether every set of the universe is decided, each border failure confirmed. */
  complete: z.boolean(),
  /** All minimal sets found; `[[]]` means that the empty set suffices, `[]` that none in the universe does. */
  minimalSets: z.array(capabilityNames),
  /** The maximal sets that fail: with the minimal sets they decide every other one. */
  maximalFailingSets: z.array(capabilityNames),
});

const loss = z.object({
  capability: z.string(),
  /** The set that was tried without it. */
  set: capabilityNames,
  verdict: z.enum(['degraded', 'failed', 'timeout']),
  /** What the image lost, in words; empty unless degraded. */
  differences: z.array(z.string()),
  phase: z.string().nullable(),
  instruction: z.object({ line: z.number(), text: z.string() }).nullable(),
  /** The line of the log that tells the reason; null when degraded: nothing was said. */
  message: z.string().nullable(),
  /** The trials of that set that failed. */
  trials: z.array(z.string()),
});

const trial = z.object({
  id: z.string(),
  set: capabilityNames,
  verdict: z.enum(['faithful', 'degraded', 'failed', 'timeout', 'untestable', 'infrastructure', 'cancelled']),
  /** CapBnd of the builder's process as the kernel showed it, 16 hexadecimal digits; null if it was not read. */
  capBnd: z.string().nullable(),
  /** What it showed, in words: the first differences of a degraded image, or why it failed. */
  shown: z.array(z.string()),
  durationMs: z.number(),
});

const caseRecord = z.object({
  id: z.string(),
  title: z.string(),
  path: z.string(),
  status: z.enum(['proven', 'partial', 'flaky', 'reference-failed', 'unreproducible', 'infrastructure']),
  /** Why there is no proof, in words; null for a proven case. */
  reason: z.string().nullable(),
  universe: capabilityNames,
  /** Capabilities asked for that this engine cannot grant. */
  untestable: capabilityNames,
  contextSha256: z.string().nullable(),
  network: z.enum(['none', 'egress']),
  bases: z.array(z.object({ reference: z.string(), digest: z.string(), source: z.string() })),
  faithful: answer,
  exitZero: answer,
  losses: z.array(loss),
  /** Pairs of trials that show that more capabilities can hurt: the smaller set passed, the larger failed. */
  violations: z.array(
    z.object({
      answer: z.enum(['faithful', 'exitZero']),
      passing: capabilityNames,
      failing: capabilityNames,
      trials: z.array(z.string()),
    }),
  ),
  /** Sets that both passed and failed, with how often. */
  flaky: z.array(
    z.object({
      answer: z.enum(['faithful', 'exitZero']),
      set: capabilityNames,
      passes: z.number(),
      failures: z.number(),
    }),
  ),
  /** What was left out of the comparison because it differs between builds of the same set. */
  masked: z.array(z.object({ layer: z.number(), path: z.string(), field: z.string(), text: z.string() })),
  /** The failure of the reference build itself; null if it succeeded. */
  referenceFailure: z
    .object({
      phase: z.string(),
      instruction: z.object({ line: z.number(), text: z.string() }).nullable(),
      message: z.string(),
      log: z.array(z.string()),
    })
    .nullable(),
  trials: z.object({
    /** All trials that count, reference builds, repeats and confirmations included. */
    count: z.number(),
    /** The fewest trials with which the finding could be proven, the reference and confirmations not counted. */
    lowerBound: z.number(),
    /** From the start of the first to the end of the last trial. */
    wallMs: z.number(),
    all: z.array(trial),
  }),
});

/** The schema of `record.json`. */
export const runRecord = z.object({
  schemaVersion: z.literal(RECORD_SCHEMA_VERSION),
  tool: z.object({ name: z.literal('kaniko-caps'), version: z.string() }),
  run: z.object({
    id: z.string(),
    status: z.enum(['complete', 'partial', 'interrupted']),
    startedAt: z.string(),
    finishedAt: z.string(),
    trials: z.number(),
    wallMs: z.number(),
    /** How many agreeing trials a border failure needed. */
    confirm: z.number(),
  }),
  builder: builderIdentity.extend({
    /** What the builder was granted beyond every set because it cannot run without; empty for Kaniko. */
    alwaysGranted: capabilityNames,
  }),
  environment: engineEnvironment,
  cases: z.array(caseRecord),
  /** The smallest sets that serve all cases that have an answer. */
  profile: z.object({ faithful: z.array(capabilityNames), exitZero: z.array(capabilityNames) }),
});

/** The result of a run, from which every report is made. */
export type RunRecord = z.output<typeof runRecord>;

/** The result of one case. */
export type CaseRecord = RunRecord['cases'][number];

/** What the lack of one capability does. */
export type Loss = CaseRecord['losses'][number];
