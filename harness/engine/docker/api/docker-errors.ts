import { HarnessError, isOutOfFiles, messageOf, systemErrorCode, systemFault } from '../../../errors.ts';
import { DeadlineError } from '../../deadline.ts';
import type { ApiDialect } from './api-dialect.ts';
import type { DockerApi } from './docker-api.ts';
import { tlsFailure } from './tls-failure.ts';

/** Whom an error tells about. */
type Spoken = Pick<DockerApi, 'endpoint' | 'dialect'>;

/** The HTTP status with which the engine refused; undefined if it gave no answer. */
function httpStatusOf(thrown: unknown): number | undefined {
  const status = propertyOf(thrown, 'statusCode');
  return typeof status === 'number' ? status : undefined;
}

/** Whether the engine refused with one of these statuses. */
export function hasStatus(thrown: unknown, ...statuses: number[]): boolean {
  const status = httpStatusOf(thrown);
  return status !== undefined && statuses.includes(status);
}

/** Whether the engine refused a name because something else has it. Podman says so as a fault of its own (500). */
export function isNameTaken(thrown: unknown): boolean {
  return hasStatus(thrown, 409) || /\bname\b.* is already in use/.test(describeFailure(thrown));
}

/** The engine's own words, without what dockerode puts around them; its reason table is often wrong. */
export function describeFailure(thrown: unknown): string {
  const said = propertyOf(propertyOf(thrown, 'json'), 'message');
  if (typeof said === 'string' && said.trim() !== '') return said.trim();
  return messageOf(thrown)
    .replace(/^\(HTTP code \d+\) .*? - /, '')
    .trim();
}

/** What the engine or its runtime say when it is the capability set that they cannot grant. */
const UNGRANTABLE = [
  // 20.10 and later: a name that this version of the engine does not know.
  /unknown capability/i,
  // 23.0 and later: known, but the daemon itself does not have it.
  /capability not supported by your kernel/i,
  // 20.10: create succeeds, and runc then fails to start the container.
  /unable to apply (?:caps|bounding set)|can't apply capabilities/i,
  // crun
  /capset.*operation not permitted|cannot set capabilities/i,
];

/** Whether a refusal to create or start a container means that the engine cannot grant the capability set. */
export function isUngrantable(message: string): boolean {
  return UNGRANTABLE.some((pattern) => pattern.test(message));
}

/** Whether the failure lies in the connection: the engine gave no answer at all. */
export function isUnreachable(thrown: unknown): boolean {
  if (httpStatusOf(thrown) !== undefined) return false;
  return thrown instanceof DeadlineError || systemErrorCode(thrown) !== undefined;
}

/** The HarnessError for a request that had to succeed. `action` completes "Cannot ...". */
export function engineError(action: string, api: Spoken, thrown: unknown): HarnessError {
  if (thrown instanceof HarnessError) return thrown;
  const hint = tlsFailure(thrown, api.endpoint);
  if (isUnreachable(thrown) || hint !== undefined) return unreachableError(api, thrown, hint);
  return new HarnessError('ENGINE_FAILED', `Cannot ${action}: ${describeFailure(thrown)}`, { cause: thrown });
}

/** The HarnessError for an engine that does not answer. */
function unreachableError({ endpoint, dialect }: Spoken, thrown: unknown, hint: string | undefined): HarnessError {
  // The engine may be well: it was never asked.
  const own = isOutOfFiles(thrown) ? systemFault(thrown) : undefined;
  if (own !== undefined) return own;
  return new HarnessError('ENGINE_UNREACHABLE', `Cannot reach ${dialect.title} at ${endpoint.url}`, {
    hint: hint ?? hintFor(thrown, dialect.wayOut),
    cause: thrown,
  });
}

function hintFor(thrown: unknown, { start, permission }: ApiDialect['wayOut']): string {
  const code = systemErrorCode(thrown);
  if (code === 'EACCES' || code === 'EPERM') {
    return permission;
  }
  if (code === 'ENOENT' || code === 'ECONNREFUSED') return start;
  return `${start} (${describeFailure(thrown)})`;
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
