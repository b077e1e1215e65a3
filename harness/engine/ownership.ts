import { hostname } from 'node:os';
import { isProcessAlive } from '../process-alive.ts';

/** Whom something on an engine belongs to: whoever cleans up can tell whether the owner still lives. */
export interface Ownership {
  /** Null for what belongs to no single run. */
  readonly run: string | null;
  readonly trial: string | null;
  /** The process that made it. */
  readonly process: { readonly host: string; readonly pid: number };
  /** ISO 8601; null if it is not known. */
  readonly createdAt: string | null;
}

/** What this process makes for a run, or for one of its trials. */
export function ownershipOf(run: string, trial: string | null = null): Ownership & { readonly run: string } {
  return {
    run,
    trial,
    process: { host: hostname(), pid: process.pid },
    createdAt: new Date().toISOString(),
  };
}

/**
 * Whether the owner was a process of this host that no longer lives. What another host owns is no orphan, because nobody here can
 * tell whether its owner lives.
 */
export function isOrphan({ process: { host, pid } }: Ownership): boolean {
  return host === hostname() && !isProcessAlive(pid);
}
