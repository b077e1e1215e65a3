import { connectDocker } from './docker/api/connect.ts';
import type { DockerEngine } from './docker/docker-engine.ts';

/** How long an engine may take to answer one request. */
const DEADLINE_MS = 60_000;

/**
 * Opens the engine that the environment names, or the first one that answers.
 *
 * @throws HarnessError INFRASTRUCTURE if there is none, BAD_INPUT if the user's choice cannot be read.
 */
export function openEngine(environment: Readonly<Record<string, string | undefined>>): Promise<DockerEngine> {
  return connectDocker({ environment, deadlineMs: DEADLINE_MS });
}
