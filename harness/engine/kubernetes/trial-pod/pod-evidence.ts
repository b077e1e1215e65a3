import { messageOf } from '../../../errors.ts';
import type { ProcessStatus } from '../../../vocabulary/process-status.ts';
import { pause } from '../../deadline.ts';
import type { EvidenceReading } from '../../trial-port.ts';
import { type PodProcesses, statusIn } from './pod-processes.ts';

const POLL_MS = 20;

/** What the reading gave, with the pid of the builder in the pod. */
export type PodBuilderReading =
  | Exclude<EvidenceReading, { kind: 'read' }>
  | (Extract<EvidenceReading, { kind: 'read' }> & { readonly pid: number });

/** Whose status is read, and until when. */
export interface PodEvidenceRequest {
  readonly isBuilder: (status: ProcessStatus) => boolean;
  readonly deadlineMs: number;
  /** Whether the builder has ended. */
  readonly hasEnded: () => boolean;
}

/**
 * Reads the status of the builder's first process once it is the builder's own: right after the start it is still the runtime's. It is
 * the one that the runtime started in the pod besides those of the container that reads; nothing of the build runs before its context
 * has come. Never rejects.
 */
export async function readPodEvidence(processes: PodProcesses, asked: PodEvidenceRequest): Promise<PodBuilderReading> {
  const giveUpAt = Date.now() + asked.deadlineMs;
  let seen = 'nothing';
  try {
    while (Date.now() < giveUpAt) {
      const started = (await processes.list()).filter(({ parent }) => parent === 0);
      const parsed = started.map((process) => ({ pid: process.pid, status: statusIn(process) }));
      const builders = parsed.flatMap(({ pid, status }) =>
        status !== undefined && asked.isBuilder(status) ? [{ pid, status }] : [],
      );
      const [builder, ...others] = builders;
      if (builder !== undefined && others.length === 0) return { kind: 'read', ...builder };
      if (asked.hasEnded()) return { kind: 'ended' };
      seen = parsed.map(({ status }) => status?.name ?? 'an unreadable status').join(', ') || 'nothing';
      await pause(POLL_MS);
    }
  } catch (thrown) {
    return { kind: 'unreadable', message: messageOf(thrown) };
  }
  return {
    kind: 'unreadable',
    message: `the process of the builder did not appear within ${asked.deadlineMs / 1000} s (seen: ${seen})`,
  };
}
