/** A folder that holds one idea, and what its files may import besides each other, `errors.ts` and packages. */
export interface Room {
  /** Path below `harness/`. No other folder has the last part of it. */
  readonly path: string;
  /** What is in it, in a few words. */
  readonly holds: string;
  /** Whether it knows no files, processes, networks or clocks: of Node's modules it may import those of `node` alone. */
  readonly pure: boolean;
  /** Modules of Node that a pure room may import all the same. */
  readonly node?: readonly string[];
  /** Other rooms, by the last part of their path; `all` for every room above it in the list. */
  readonly imports: readonly string[] | 'all';
  /** Packages that only this room imports. */
  readonly owns?: readonly string[];
}

/**
 * The rooms of the program. Each may import only rooms that stand above it, and of these only those that it names. The linter
 * checks it: `biome.json` follows from this list.
 */
export const ROOMS: readonly Room[] = [
  { path: 'capabilities', holds: 'names, masks, sets, universes', pure: true, node: ['node:util'], imports: [] },
  {
    path: 'text',
    holds: 'wording of numbers and lists, and the escaping of untrusted text',
    pure: true,
    node: ['node:util', 'node:buffer'],
    imports: ['capabilities'],
  },
  {
    path: 'vocabulary',
    holds: 'what is measured and said: observation, verdict, plan, event; each once, as a schema with its type',
    pure: true,
    node: ['node:util'],
    imports: ['capabilities'],
  },
  {
    path: 'variations',
    holds: 'other configurations that many pipelines have, and what each changes of a case',
    pure: true,
    imports: ['vocabulary'],
  },
  {
    path: 'files',
    holds: 'files and directories written whole or not at all, and the headers of tars',
    pure: false,
    imports: [],
  },
  {
    path: 'search',
    holds:
      'which sets the trials have decided, each by itself or by what the kernel was asked about, the algorithms that pick the next set, and the checkers of a finished proof',
    pure: true,
    imports: ['capabilities', 'vocabulary'],
  },
  {
    path: 'record',
    holds: 'the record of a run, and what it says of any set',
    pure: true,
    imports: ['capabilities', 'text', 'vocabulary'],
  },
  {
    path: 'priors',
    holds: 'what is guessed before the first trial',
    pure: true,
    imports: ['capabilities', 'vocabulary', 'search', 'record'],
  },
  {
    path: 'attestation',
    holds: 'signed statements of what a run found: in-toto statements in envelopes of DSSE, and the keys for them',
    pure: true,
    node: ['node:crypto', 'node:buffer'],
    imports: ['text', 'vocabulary', 'record'],
  },
  { path: 'image/bounds', holds: 'the most of an image that is read', pure: true, imports: ['text'] },
  { path: 'image/tar', holds: 'reading tar archives', pure: false, imports: ['capabilities', 'text', 'bounds'] },
  {
    path: 'image/fingerprint',
    holds: 'the parts of an image that are compared',
    pure: true,
    node: ['node:crypto'],
    imports: ['capabilities'],
  },
  {
    path: 'image/compare',
    holds: 'the differences between two images, and which of them are noise',
    pure: true,
    imports: ['capabilities', 'vocabulary', 'text', 'fingerprint'],
  },
  { path: 'image/registry', holds: 'reading what a registry holds', pure: false, imports: ['text', 'bounds'] },
  {
    path: 'image/reading',
    holds: 'the fingerprint of an image in a registry, and its file capabilities',
    pure: false,
    imports: ['capabilities', 'text', 'bounds', 'registry', 'tar', 'fingerprint'],
  },
  { path: 'image/naming', holds: 'what the references of images say', pure: true, imports: [] },
  {
    path: 'image/credentials',
    holds: "the user's credentials for registries, as the docker client keeps them",
    pure: false,
    imports: [],
  },
  {
    path: 'manifest',
    holds:
      'what manifests of pipelines declare: their builds, what these are granted, each with its place; a file or folder for each system',
    pure: true,
    node: ['node:util'],
    imports: ['capabilities', 'text', 'vocabulary'],
    owns: ['toml-eslint-parser', 'unbash'],
  },
  {
    path: 'corpus',
    holds: 'Dockerfiles, their settings, contexts and base images',
    pure: false,
    imports: ['capabilities', 'text', 'vocabulary', 'files', 'naming'],
  },
  {
    path: 'engine',
    holds: 'the port to container engines, and each engine in a folder of its own',
    pure: false,
    imports: ['capabilities', 'vocabulary', 'files', 'naming', 'credentials', 'registry'],
    owns: ['dockerode', '@kubernetes/client-node', 'ws'],
  },
  {
    path: 'sandbox',
    holds:
      "what a run's trials need on any engine: places, base images, the capabilities that can be granted, and cleaning up",
    pure: false,
    imports: ['capabilities', 'vocabulary', 'credentials', 'reading', 'engine'],
  },
  {
    path: 'builders',
    holds: 'how each builder is found, run and read, a folder each',
    pure: false,
    imports: ['capabilities', 'vocabulary', 'text', 'naming', 'credentials', 'engine'],
  },
  {
    path: 'trial',
    holds: 'one trial from intent to observation',
    pure: false,
    imports: ['capabilities', 'vocabulary', 'bounds', 'engine', 'builders'],
  },
  {
    path: 'plan',
    holds: 'which cases of a plan are run here, and parts of a plan',
    pure: true,
    imports: ['capabilities', 'vocabulary'],
  },
  {
    path: 'proof',
    holds: 'from observations to verdicts, findings and the record: all that makes claims',
    pure: true,
    imports: ['capabilities', 'vocabulary', 'variations', 'search', 'record', 'fingerprint', 'compare', 'plan'],
  },
  {
    path: 'strategies',
    holds: 'what a run tries next, and when it is done',
    pure: true,
    imports: ['capabilities', 'vocabulary', 'variations', 'search', 'record', 'priors', 'proof'],
  },
  {
    path: 'journal',
    holds: 'what was measured, on disk: append, replay, merge',
    pure: false,
    imports: ['capabilities', 'vocabulary', 'files', 'fingerprint'],
  },
  {
    path: 'runs',
    holds: "what a run's directory holds: journal, fingerprints, record",
    pure: false,
    imports: ['vocabulary', 'text', 'files', 'record', 'proof', 'journal', 'fingerprint', 'compare'],
  },
  {
    path: 'discovery',
    holds: 'the run of a plan: cases made ready, trials begun, the record written',
    pure: false,
    imports: 'all',
    owns: ['p-limit'],
  },
  {
    path: 'comparison',
    holds: 'what changed between two records, and which executor to try next',
    pure: true,
    node: ['node:util', 'node:crypto'],
    imports: ['capabilities', 'vocabulary', 'text', 'record'],
  },
  {
    path: 'lock',
    holds: 'the lock file',
    pure: true,
    imports: ['capabilities', 'vocabulary', 'text', 'search', 'priors', 'record', 'comparison'],
  },
  {
    path: 'report',
    holds: 'a record, or two compared, as tables, pages, CI formats and policies',
    pure: true,
    node: ['node:util', 'node:crypto'],
    imports: ['capabilities', 'vocabulary', 'text', 'variations', 'search', 'record', 'naming', 'comparison'],
  },
  {
    path: 'existing-policies',
    holds: 'the admission policies that a cluster has, and what each says to a pod; a file or folder for each kind',
    pure: true,
    imports: ['capabilities', 'text', 'record', 'manifest', 'report'],
    owns: ['jmespath', '@marcbachmann/cel-js'],
  },
  {
    path: 'check',
    holds: 'a run held against a lock file',
    pure: true,
    imports: ['capabilities', 'vocabulary', 'text', 'record', 'comparison', 'lock', 'report'],
  },
  {
    path: 'update',
    holds: 'what a run changes of a lock file',
    pure: true,
    imports: ['capabilities', 'vocabulary', 'text', 'record', 'comparison', 'lock', 'report', 'check'],
  },
  {
    path: 'patch',
    holds: 'texts of manifests that are made to grant what builds need, and nothing else in them changed',
    pure: true,
    imports: ['capabilities', 'text', 'manifest'],
    owns: ['diff'],
  },
  {
    path: 'pipeline',
    holds: 'what a pipeline declares held against what its builds need, the patch, and the reports of that',
    pure: true,
    node: ['node:util'],
    imports: [
      'capabilities',
      'vocabulary',
      'text',
      'search',
      'record',
      'manifest',
      'report',
      'patch',
      'existing-policies',
    ],
  },
  {
    path: 'formats',
    holds: 'the formats in which records, comparisons, checks and policies are shown, a file each',
    pure: true,
    imports: ['text', 'record', 'comparison', 'report', 'check', 'pipeline'],
  },
  {
    path: 'use-cases',
    holds:
      'what each command does, as functions that give data: they print nothing, read no environment and open no engine',
    pure: false,
    imports: 'all',
  },
  { path: 'cli', holds: 'commands, options, progress; the only room that prints', pure: false, imports: 'all' },
];
