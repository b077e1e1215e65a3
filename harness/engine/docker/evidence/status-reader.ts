import type { EvidenceSource } from '../../port.ts';

/** Reads `/proc/<pid>/status` on the engine's host, by the pid that the engine names. */
export interface StatusReader {
  readonly source: EvidenceSource;
  /**
   * The text; undefined if there is no such process.
   *
   * @throws Error if nothing can be read at all.
   */
  read(pid: number): Promise<string | undefined>;
  close(): void;
}

/** A reader that cannot read, and why. */
export function unableToRead(reason: string): StatusReader {
  return {
    source: { kind: 'unreadable', reason },
    read: () => Promise.reject(new Error(reason)),
    close: () => undefined,
  };
}
