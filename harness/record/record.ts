import * as z from 'zod';
import { answer, perAnswer } from '../vocabulary/answer.ts';
import { audit } from '../vocabulary/audit.ts';
import { builderIdentity } from '../vocabulary/builder-identity.ts';
import { capabilityNames } from '../vocabulary/capability-names.ts';
import { instruction, network, pinnedBase } from '../vocabulary/case.ts';
import { configuration } from '../vocabulary/configuration.ts';
import { engineEnvironment } from '../vocabulary/engine-environment.ts';
import { runPolicy } from '../vocabulary/run-policy.ts';
import { buildPhase, instructionPlace } from '../vocabulary/trial-outcome.ts';
import { trialPurpose } from '../vocabulary/trial-purpose.ts';
import { plannedVariation, variation } from '../vocabulary/variation.ts';
import { verdictKind } from '../vocabulary/verdict.ts';
import { answerCover, beyondUniverse } from './answer-cover-record.ts';
import { partialAnswerRecord } from './partial-answer.ts';
import type { RecordEvidence } from './record-evidence.ts';

/**
 * Rises when a reader of the old form would misread the new one: a field is removed, renamed or changes its meaning. New
 * fields that old readers may ignore do not raise it.
 */
export const RECORD_SCHEMA_VERSION = 1;

/** What the kernel was seen to check during the reference builds: what a tracer alone would report as needed. */
const witness = z.object({
  granted: capabilityNames,
  /** Trials during which events were lost or could not be recorded. */
  incomplete: z.number(),
});

/** The verdict of every subset of some capabilities, the rest of the universe granted or withheld as a whole. */
const truthTable = z.object({
  /** In kernel order: bit i of a position in `verdicts` stands for the capability at index i. */
  over: capabilityNames,
  planes: z.array(
    z.object({
      /** What is granted besides, in every set of this plane. */
      besides: capabilityNames,
      /**
       * One letter a subset, from the empty one up, with a count before each run of more than one: `3X5F`. F same image, D exit
       * code 0 with another image, X failed, T did not end, ? not tried. Without `--over`, sets that were not tried have what trials of
       * other sets decide.
       */
      verdicts: z.string(),
    }),
  ),
});

/** One answer of a case. */
const answerRecord = z.object({
  /** Whether every set of the universe is decided, each border failure confirmed. */
  complete: z.boolean(),
  /** All minimal sets found; `[[]]` means that the empty set suffices, `[]` that none in the universe does. */
  minimalSets: z.array(capabilityNames),
  /** The maximal sets that fail: with the minimal sets they decide every other one. */
  maximalFailingSets: z.array(capabilityNames),
  /** Absent where the kernel was not watched, or too little was seen. */
  cover: answerCover.exactOptional(),
});

const loss = z.object({
  capability: z.string(),
  /** The set that was tried without it. */
  set: capabilityNames,
  verdict: z.enum(['degraded', 'failed', 'timeout']),
  /** What the image lost, in words; empty unless degraded. */
  differences: z.array(z.string()),
  phase: buildPhase.nullable(),
  instruction: instructionPlace.nullable(),
  /** The line of the log that tells the reason; null when degraded: nothing was said. */
  message: z.string().nullable(),
  /** The trials of that set that failed. */
  trials: z.array(z.string()),
  /**
   * Checks of the capability that the kernel denied during those trials, with the program that asked; null where the kernel
   * was not watched, empty where it was and denied none.
   */
  denied: z.array(z.object({ program: z.string(), count: z.number() })).nullable(),
});

/** A field of a path, or a setting of the image, that was not compared; `layer` is -1 for what belongs to no layer. */
const maskedPlace = z.object({ layer: z.number(), path: z.string(), field: z.string(), text: z.string() });

/** What was shown of a case under a variation of its configuration. */
const variationFinding = plannedVariation.extend({
  /** Why nothing is known of it although it was to be tried, in words; absent where something is. */
  notKnown: z.string().exactOptional(),
  /**
   * What was not compared under it beyond what is not compared without, because it differs between builds with everything granted;
   * absent where that is nothing.
   */
  masked: z.array(maskedPlace).exactOptional(),
  /** What it changes of the reference image even with everything granted, in words; null if that was not tried. */
  imageChanges: z.array(z.string()).nullable(),
  /** The minimal sets that were tried under it; nothing is said of one that is not listed. */
  sets: z.array(
    z.object({
      set: capabilityNames,
      verdict: verdictKind,
      /** What it showed, in words, where it is not the same image. */
      shown: z.array(z.string()),
      trials: z.array(z.string()),
    }),
  ),
  /** What a search under the variation found, for the same image; null where no set failed, so that nothing was searched. */
  answer: answerRecord.nullable(),
  /** How many trials the sets above took, and how many the search. */
  trials: z.object({ sets: z.number(), search: z.number() }),
});

const trial = z.object({
  id: z.string(),
  set: capabilityNames,
  purpose: trialPurpose,
  /** The variation of the configuration that it ran under; null for the case's own configuration. */
  variation: variation.nullable(),
  verdict: verdictKind,
  /** CapBnd of the builder's process as the kernel showed it, 16 hexadecimal digits; null if it was not read. */
  capBnd: z.string().nullable(),
  /** NoNewPrivs of that process; null if it was not read. */
  noNewPrivileges: z.boolean().nullable(),
  /** User and group of the builder's process, `1000:0`; only where the configuration says whom it runs as. */
  ranAs: z.string().nullable().exactOptional(),
  /** Seccomp of that process: 0 off, 1 strict, 2 a filter (proc(5)); null as above. */
  seccomp: z.number().nullable(),
  /** What it showed, in words: the first differences of a degraded image, or why it failed. */
  shown: z.array(z.string()),
  durationMs: z.number(),
  /** Checks of withheld capabilities that the kernel denied; null where it was not watched. */
  denied: z.array(z.object({ capability: z.string(), program: z.string(), count: z.number() })).nullable(),
  /** What the kernel was asked about, of the universe; null where the trial says nothing about other sets. */
  asked: capabilityNames.nullable().exactOptional(),
  /** Why it says nothing about other sets although the kernel was watched, in words. */
  ownSetOnly: z.string().exactOptional(),
});

const caseRecord = z.object({
  id: z.string(),
  title: z.string(),
  path: z.string(),
  /** The Dockerfile, relative to where the run was begun. */
  dockerfile: z.string(),
  /** The build context that was chosen, relative to where the run was begun, and why; absent where the user named the case. */
  context: z.object({ directory: z.string(), why: z.string() }).exactOptional(),
  status: z.enum([
    'proven',
    'partial',
    'flaky',
    'reference-failed',
    'unreproducible',
    'infrastructure',
    'tampered',
    'invalid',
  ]),
  /** Of a Dockerfile that cannot be built from: a code of `docs/errors.md`, and its line that is wrong. Only where the status says so. */
  invalid: z.object({ code: z.string(), line: z.number().nullable() }).exactOptional(),
  /** Why there is no proof, in words; null for a proven case. */
  reason: z.string().nullable(),
  universe: capabilityNames,
  /** Capabilities asked for that this engine cannot grant. */
  untestable: capabilityNames,
  contextSha256: z.string().nullable(),
  network,
  configuration,
  bases: z.array(pinnedBase),
  /** What the Dockerfile says. */
  instructions: z.array(instruction),
  faithful: answerRecord,
  exitZero: answerRecord,
  /** What is known of the answers that are not complete; null for one that is. */
  partial: perAnswer(partialAnswerRecord.nullable()),
  losses: z.array(loss),
  /** Pairs of trials that show that more capabilities can hurt: the smaller set passed, the larger failed. */
  violations: z.array(
    z.object({
      answer,
      passing: capabilityNames,
      failing: capabilityNames,
      trials: z.array(z.string()),
    }),
  ),
  /** Sets that both passed and failed, with how often. */
  flaky: z.array(
    z.object({
      answer,
      set: capabilityNames,
      passes: z.number(),
      failures: z.number(),
    }),
  ),
  /** What was left out of the comparison because it differs between builds with everything granted. */
  masked: z.array(maskedPlace),
  /**
   * SHA-256 of the fingerprint of the reference image without what is masked: equal digests mean the same image. Null where no
   * reference was built.
   */
  referenceImage: z.string().nullable(),
  /** Each variation that was asked for. */
  variations: z.array(variationFinding),
  /** Null where no audit was asked for, where watched trials decide every set, or where the case did not come that far. */
  audit: audit.nullable(),
  /** Null where the kernel was not watched. */
  witness: witness.nullable(),
  /** Absent where the kernel was not watched completely. */
  beyondUniverse: beyondUniverse.exactOptional(),
  /** Null unless every subset was to be decided. */
  truthTable: truthTable.nullable(),
  /** The failure of the reference build itself; null if it succeeded. */
  referenceFailure: z
    .object({
      phase: buildPhase,
      instruction: instructionPlace.nullable(),
      message: z.string(),
      log: z.array(z.string()),
    })
    .nullable(),
  trials: z.object({
    /** All trials that the answers rest on, reference builds, repeats and confirmations included. */
    count: z.number(),
    /** The fewest trials with which the finding could be proven, the reference and confirmations not counted. */
    lowerBound: z.number(),
    /** From the start of the first to the end of the last trial; the cases of a run share this time. */
    wallMs: z.number(),
    /** How long all trials took together, each by itself. */
    totalMs: z.number(),
    /** How many agreeing trials each failing set of the certificate needed. */
    confirm: z.number(),
    /** Those that count, after them those under a variation, and last those that filled the cache. */
    all: z.array(trial),
  }),
});

/** The cases of one Dockerfile that differ in their cache alone. */
const cacheGroup = z.object({
  dockerfile: z.string(),
  /** Their ids. */
  cases: z.array(z.string()),
  /** The smallest sets that serve all of them; empty where one has no answer, or where what one needs hurts another. */
  ...perAnswer(z.array(capabilityNames)).shape,
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
    /** How thorough the run was to be. */
    policy: runPolicy,
    /** The limit that ended the run before all was answered; null if none did. */
    budgetSpent: z.enum(['trials', 'time']).nullable(),
    /** Failures of sets that also passed, over all cases, and the trials of such sets: what the false-failure rate is taken from. */
    falseFailures: z.object({ count: z.number(), trials: z.number() }),
    /**
     * SHA-256 of the journal that the record was derived from, in hexadecimal digits: of the bytes of its whole lines, as
     * `journal.jsonl` holds them and `zcat journal.jsonl.gz` prints them. The journal names each image by digest, so this stands
     * for all evidence. Absent in records of earlier versions.
     */
    journalSha256: z.string().exactOptional(),
    /** Which part of the cases the run had, as `2/3`; absent if it had all of them, and in records of earlier versions. */
    shard: z
      .string()
      .regex(/^\d+\/\d+$/)
      .exactOptional(),
  }),
  builder: builderIdentity.extend({
    /** What the builder was granted beyond every set because it cannot run without; empty for Kaniko. */
    alwaysGranted: capabilityNames,
  }),
  environment: engineEnvironment,
  cases: z.array(caseRecord),
  /** The smallest sets that serve all cases that have an answer; empty where what one needs hurts another. */
  profile: perAnswer(z.array(capabilityNames)),
  /** What a Dockerfile needs that is built with several caches; absent where none is. */
  together: z.array(cacheGroup).exactOptional(),
});

/** The result of a run, from which every report is made; with what stands behind it, where that is known. */
export type RunRecord = z.output<typeof runRecord> & { readonly evidence?: RecordEvidence };

/** The cases of one Dockerfile that differ in their cache alone, and what serves all of them. */
export type CacheGroup = NonNullable<RunRecord['together']>[number];

/** The result of one case. */
export type CaseRecord = RunRecord['cases'][number];

/** What the lack of one capability does. */
export type Loss = CaseRecord['losses'][number];
