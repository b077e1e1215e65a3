import type { CliCommand } from './options/command.ts';

/** A command as the help lists it. What it takes and does is loaded when it is asked for: most of the program is of no use to most commands. */
export interface ListedCommand {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CliCommand>;
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly ListedCommand[] = [
  {
    name: 'discover',
    summary: 'find and prove the minimal capability sets of Dockerfiles',
    load: async () => (await import('./commands/discover.ts')).discover,
  },
  {
    name: 'audit',
    summary: 'hold what a pipeline declares against what its builds need',
    load: async () => (await import('./commands/audit.ts')).audit,
  },
  {
    name: 'guess',
    summary: 'guess what Dockerfiles need, and why, without a trial',
    load: async () => (await import('./commands/guess.ts')).guess,
  },
  {
    name: 'verify',
    summary: 'try one capability set: is it enough for these Dockerfiles?',
    load: async () => (await import('./commands/verify.ts')).verify,
  },
  {
    name: 'check',
    summary: 'check whether Dockerfiles still need what the lock file says (for CI)',
    load: async () => (await import('./commands/check.ts')).check,
  },
  {
    name: 'update',
    summary: 'update the lock file; increases need --accept',
    load: async () => (await import('./commands/update.ts')).update,
  },
  {
    name: 'report',
    summary: 'show a saved record in any format, or several side by side',
    load: async () => (await import('./commands/report.ts')).report,
  },
  {
    name: 'compare',
    summary: 'show what changed between two records, or between two executors',
    load: async () => (await import('./commands/compare.ts')).compare,
  },
  {
    name: 'bisect',
    summary: 'find the executor that first changed what Dockerfiles need',
    load: async () => (await import('./commands/bisect.ts')).bisect,
  },
  {
    name: 'merge',
    summary: 'join the runs of a discovery that was divided with --shard',
    load: async () => (await import('./commands/merge.ts')).merge,
  },
  {
    name: 'explain',
    summary: 'answer a question from a saved record, without a trial',
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  {
    name: 'verify-record',
    summary: 'derive a record again from its observations, and compare',
    load: async () => (await import('./commands/verify-record.ts')).verifyRecord,
  },
  {
    name: 'attest',
    summary: 'sign a statement of what a run found, for others to check',
    load: async () => (await import('./commands/attest.ts')).attest,
  },
  {
    name: 'decode',
    summary: 'print the names in a capability mask, like capsh --decode',
    load: async () => (await import('./commands/decode.ts')).decode,
  },
  {
    name: 'doctor',
    summary: 'show what the engine can do and which builder would run',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  {
    name: 'gc',
    summary: 'remove what crashed runs left on the engine',
    load: async () => (await import('./commands/gc.ts')).gc,
  },
];
