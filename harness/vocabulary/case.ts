import * as z from 'zod';
import { capabilityNames } from './capability-names.ts';
import { capabilitySetCodec } from './capability-set-codec.ts';
import { configuration } from './configuration.ts';
import { configurationSources, NO_SOURCES, secretArgument } from './configuration-sources.ts';

/** An instruction of a Dockerfile. */
export const instruction = z.object({
  /** Upper case: `RUN`. */
  keyword: z.string(),
  /** First line, counted from 1. */
  line: z.number(),
  /** The text with continuation lines joined by a space; a heredoc keeps its lines. */
  text: z.string(),
});

/** An instruction of a Dockerfile. */
export type Instruction = z.output<typeof instruction>;

/** What a build may reach: `none`, nothing but the sandbox's registry; `egress`, the internet. */
export const network = z.enum(['none', 'egress']);

/** What a build may reach. */
export type Network = z.output<typeof network>;

/** One Dockerfile with its context and settings, resolved from the command line and its `case.json`. */
export const plannedCase = z.object({
  /** Unique in the corpus: its directory's name, made unique by its path. */
  id: z.string(),
  title: z.string(),
  /** What the user named: the path of the case, relative to where the run was begun. */
  path: z.string(),
  /** Absolute path of the Dockerfile. */
  dockerfile: z.string(),
  /** The same as a person writes it: relative to where the run was begun. */
  file: z.string(),
  /** Absolute path of the directory that is the build context. */
  contextDirectory: z.string(),
  /** The same relative to where the run was begun, and why it was chosen; absent where the user named the case, and so knows. */
  chosenContext: z.object({ directory: z.string(), why: z.string() }).exactOptional(),
  /** Without the secret ones. */
  buildArguments: z.record(z.string(), z.string()).readonly(),
  /** Sorted by name. */
  secretArguments: z.array(secretArgument).readonly().default([]),
  /** The stage to build; null for the last one. */
  target: z.string().nullable(),
  network,
  configuration,
  /** Where this machine has the files and secrets that the configuration names. */
  sources: configurationSources.default(NO_SOURCES),
  /** Deadline of one build in seconds. */
  timeoutSeconds: z.number(),
  /** The capabilities in play. */
  universe: capabilitySetCodec,
  /** What the Dockerfile says, as far as the harness needs it. */
  instructions: z.array(instruction).readonly(),
  /** References of the images that the build starts from or copies from, as the Dockerfile names them after substitution. */
  baseReferences: z.array(z.string()).readonly(),
});

/** One Dockerfile with its context and settings. */
export type Case = z.output<typeof plannedCase>;

/** A Dockerfile that a search of a repository found and that cannot be built from: reports show it beside the cases. */
export const invalidCase = z.object({
  /** Unique among these and the cases. */
  id: z.string(),
  /** Its Dockerfile, relative to where the run was begun. */
  file: z.string(),
  /** What kind of problem it is: a code of `docs/errors.md`. */
  code: z.string(),
  /** What is wrong and what helps, in words. */
  reason: z.string(),
  /** The line of the Dockerfile that is wrong, counted from 1; null where no line is. */
  line: z.number().nullable(),
});

/** A Dockerfile that a search of a repository found and that cannot be built from. */
export type InvalidCase = z.output<typeof invalidCase>;

/** A base image as a sandbox's registry holds it. */
export const pinnedBase = z.object({
  /** As the Dockerfile names it. */
  reference: z.string(),
  /** The manifest's digest in the sandbox's registry: what the build really started from. */
  digest: z.string(),
  /** The engine's image that was copied there: the reference itself, or its substitute. */
  source: z.string(),
  /** What files of the image may be given when they are executed (`security.capability`); null where the image was not read. */
  fileCapabilities: capabilityNames.nullable().exactOptional(),
});

/** A base image as a sandbox's registry holds it. */
export type PinnedBase = z.output<typeof pinnedBase>;
