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
    name: 'guess',
    summary: 'say what Dockerfiles probably need, and why, without any trial',
    load: async () => (await import('./commands/guess.ts')).guess,
  },
  {
    name: 'verify',
    summary: 'try one capability set: does it serve these Dockerfiles?',
    load: async () => (await import('./commands/verify.ts')).verify,
  },
  {
    name: 'check',
    summary: 'tell whether Dockerfiles still need what the lock file says; it is only read',
    load: async () => (await import('./commands/check.ts')).check,
  },
  {
    name: 'update',
    summary: 'write what Dockerfiles need into the lock file; more than it says only where that is accepted',
    load: async () => (await import('./commands/update.ts')).update,
  },
  {
    name: 'report',
    summary: 'show a saved record, or several side by side',
    load: async () => (await import('./commands/report.ts')).report,
  },
  {
    name: 'compare',
    summary: 'tell what changed between two saved records, or between two executors',
    load: async () => (await import('./commands/compare.ts')).compare,
  },
  {
    name: 'bisect',
    summary: 'find the executor that first changed what Dockerfiles need',
    load: async () => (await import('./commands/bisect.ts')).bisect,
  },
  {
    name: 'merge',
    summary: 'join the runs of all shards of a discovery',
    load: async () => (await import('./commands/merge.ts')).merge,
  },
  {
    name: 'explain',
    summary: 'answer a question from a saved record, without a trial; without one, explain what proves it',
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  {
    name: 'verify-record',
    summary: "derive a run's record anew from what was observed, and compare",
    load: async () => (await import('./commands/verify-record.ts')).verifyRecord,
  },
  {
    name: 'decode',
    summary: 'print the names of a capability mask, as capsh --decode does',
    load: async () => (await import('./commands/decode.ts')).decode,
  },
  {
    name: 'doctor',
    summary: 'tell what the engine can do, and what would be run on it',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  {
    name: 'gc',
    summary: 'remove what dead runs of this host left on the engine',
    load: async () => (await import('./commands/gc.ts')).gc,
  },
];
