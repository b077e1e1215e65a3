import type { EvidenceSource } from '../port.ts';
import type { RunningProgram } from './running-program.ts';

/** Reads `/proc/<pid>` of processes on the engine's host, by the pid that the engine names. */
export interface StatusReader {
  readonly source: EvidenceSource;
  /**
   * The text; undefined if there is no such process.
   *
   * @throws Error if nothing can be read at all.
   */
  read(pid: number): Promise<string | undefined>;
  /**
   * The pids of a process's children; none if there is no such process. They are all processes of a container but the first, if
   * asked for again of each: one whose parent has ended is a child of the first.
   *
   * @throws Error if nothing can be read at all.
   */
  children(pid: number): Promise<readonly number[]>;
  /** The program that a process runs; null where that cannot be seen, for only root may look. Never rejects. */
  program(pid: number): Promise<RunningProgram | null>;
  close(): void;
}

/** A reader that cannot read, and why. */
export function unableToRead(reason: string): StatusReader {
  return {
    source: { kind: 'unreadable', reason },
    read: () => Promise.reject(new Error(reason)),
    children: () => Promise.reject(new Error(reason)),
    program: async () => null,
    close: () => undefined,
  };
}

/** The pids in what `/proc/<pid>/task/<thread>/children` holds. */
export function pidsIn(text: string): readonly number[] {
  return text.split(/\s+/).filter(Boolean).map(Number);
}
