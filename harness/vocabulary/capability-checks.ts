import * as z from 'zod';
import { CAPABILITIES } from '../capabilities/capability.ts';
import { WATCHED_CALLS, type WatchedCall } from './watched-calls.ts';

/** What the kernel writes in the place of a program's name that it no longer has. */
export const UNKNOWN_PROGRAM = '<...>';

/** Checks of one capability, asked for by one program, with one answer. */
export const capabilityCheck = z.object({
  capability: z.enum(CAPABILITIES),
  granted: z.boolean(),
  /** The name that the kernel has of the program (`comm`): at most 15 bytes, a stranger's text. */
  program: z.string(),
  count: z.number(),
});

/** Checks of one capability, asked for by one program, with one answer. */
export type CapabilityCheck = z.output<typeof capabilityCheck>;

/** Watched system calls of one kind, made by one program, with one answer. */
export const watchedCall = z.object({
  call: z.enum(Object.keys(WATCHED_CALLS) as [WatchedCall, ...WatchedCall[]]),
  /** The capability that the call names; null where it names none, or one that is unknown here. */
  capability: z.enum(CAPABILITIES).nullable(),
  /** Whether it ended with an error. */
  refused: z.boolean(),
  /** As the kernel has it (`comm`): at most 15 bytes, a stranger's text. */
  program: z.string(),
  count: z.number(),
});

/** Watched system calls of one kind, made by one program, with one answer. */
export type SeenCall = z.output<typeof watchedCall>;

/** What a build did beside its capability checks, as far as it bears on what its trial says about other sets. */
export const behaviour = z.object({
  /** Whether a check was seen that the builder makes for certain: without it, a watch without checks may have seen nothing at all. */
  control: z.boolean(),
  /** How many programs were executed, or refused by the kernel (EPERM), as it does where a file capability cannot be given. */
  executions: z.number(),
  /** Whether SETFCAP was granted after one was: whoever asked for it then may not be the builder. Absent in older journals. */
  setfcapAfterExecution: z.boolean().exactOptional(),
  calls: z.array(watchedCall).readonly(),
});

/** What a build did beside its capability checks. */
export type Behaviour = z.output<typeof behaviour>;

/** Attempts of a program to lay hands on another process, by which a RUN can become the builder. */
export const takeoverAttempt = z.object({
  /** `memory-file`: the memory of a process was opened for writing, as `/proc/<pid>/mem`. */
  call: z.enum(['ptrace', 'process_vm_writev', 'pidfd_getfd', 'memory-file']),
  /** As the kernel has it (`comm`): at most 15 bytes, a stranger's text. */
  program: z.string(),
  count: z.number(),
});

/** Attempts of a program to lay hands on another process, by which a RUN can become the builder. */
export type TakeoverAttempt = z.output<typeof takeoverAttempt>;

/** The capability checks that the kernel made on behalf of a build, equal ones counted together. */
export const capabilityChecks = z.object({
  /** False when events were lost: a check that is not listed may have been made all the same. */
  complete: z.boolean(),
  checks: z.array(capabilityCheck).readonly(),
  /** Null where this kernel does not show it; absent in journals of earlier versions. */
  behaviour: behaviour.nullable().exactOptional(),
  /** Null where this kernel does not show them; absent in journals of earlier versions. */
  takeovers: z.array(takeoverAttempt).readonly().nullable().exactOptional(),
});

/** The capability checks that the kernel made on behalf of a build. */
export type CapabilityChecks = z.output<typeof capabilityChecks>;
