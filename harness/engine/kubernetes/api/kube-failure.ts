import { HarnessError, messageOf, systemErrorCode } from '../../../errors.ts';
import { type CertificateFault, certificateFault } from '../../certificate-fault.ts';
import { DeadlineError } from '../../deadline.ts';
import type { Cluster } from './cluster.ts';

/** What the API server said instead of doing what it was asked for. */
export interface KubeRefusal {
  /** The HTTP status. */
  readonly code: number;
  /** One word of the API server's, such as `AlreadyExists`; empty where it says none. */
  readonly reason: string;
  readonly message: string;
  /** How long to wait before asking again, where it says so. */
  readonly retryAfterMs: number | null;
}

/** Reads what the client throws for an answer that is no success; undefined for anything else. */
export function refusalOf(thrown: unknown): KubeRefusal | undefined {
  const { code, statusCode, body, headers } = fieldsOf(thrown);
  const status = typeof code === 'number' ? code : statusCode;
  if (typeof status !== 'number') return undefined;
  const said = fieldsOf(parsed(body));
  const waitSeconds = Number(fieldsOf(headers)['retry-after'] ?? fieldsOf(said['details'])['retryAfterSeconds']);
  return {
    code: status,
    reason: typeof said['reason'] === 'string' ? said['reason'] : '',
    message: typeof said['message'] === 'string' ? said['message'] : `HTTP status ${status}`,
    retryAfterMs: Number.isFinite(waitSeconds) ? waitSeconds * 1000 : null,
  };
}

/** The error for an answer that is no success, with the API server's own words. `refusalOf` reads it. */
export function refusalError(code: number, body: string, headers: Readonly<Record<string, unknown>> = {}): Error {
  const message = refusalOf({ code, body })?.message ?? body;
  return Object.assign(new Error(message), { code, body, headers });
}

/** Whether the API server answered with one of these statuses. */
export function wasRefusedWith(thrown: unknown, ...codes: readonly number[]): boolean {
  const refusal = refusalOf(thrown);
  return refusal !== undefined && codes.includes(refusal.code);
}

/** Whether nobody answered: then it is not known what became of a request. */
export function isUnanswered(thrown: unknown): boolean {
  return refusalOf(thrown) === undefined && UNANSWERED.has(systemErrorCode(thrown) ?? '');
}

const UNANSWERED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** What went wrong, in the API server's own words where it has some. */
export function describeKubeFailure(thrown: unknown): string {
  return refusalOf(thrown)?.message ?? messageOf(thrown);
}

/** The HarnessError for a request that failed; `what` goes on after `Cannot`. */
export function clusterError(cluster: Pick<Cluster, 'url' | 'namespace'>, what: string, thrown: unknown): HarnessError {
  if (thrown instanceof HarnessError) return thrown;
  const refusal = refusalOf(thrown);
  const at = `the cluster at ${cluster.url}`;
  if (refusal?.code === 401) {
    return new HarnessError('ENGINE_FAILED', `Cannot ${what}: ${at} does not accept the credentials`, {
      hint: 'Log in again, or choose another context with --kube-context.',
      cause: thrown,
    });
  }
  if (refusal?.code === 403) {
    return new HarnessError('ENGINE_FAILED', `Cannot ${what}: ${refusal.message}`, {
      hint: rightsHint(cluster),
      cause: thrown,
    });
  }
  const fault = certificateFault(thrown);
  if (fault !== undefined) {
    return new HarnessError('ENGINE_UNREACHABLE', `Cannot ${what}: ${at} is not trusted (${messageOf(thrown)})`, {
      hint: CERTIFICATE_HINTS[fault],
      cause: thrown,
    });
  }
  if (refusal === undefined && (systemErrorCode(thrown) !== undefined || thrown instanceof DeadlineError)) {
    return new HarnessError('ENGINE_UNREACHABLE', `Cannot ${what}: ${at} does not answer (${messageOf(thrown)})`, {
      hint: 'Start the cluster, or choose another context with --kube-context.',
      cause: thrown,
    });
  }
  return new HarnessError('ENGINE_FAILED', `Cannot ${what}: ${describeKubeFailure(thrown)}`, { cause: thrown });
}

/** What helps where the certificate of a cluster is not accepted. */
const CERTIFICATE_HINTS: Readonly<Record<CertificateFault, string>> = {
  'unknown-authority':
    'Its certificate is signed by another authority than the configuration names. Correct certificate-authority (or certificate-authority-data) of the cluster there.',
  expired: 'Its certificate, or that of its authority, has expired. Renew it on the cluster.',
  'not-yet-valid': 'Its certificate is not valid yet. Set the clocks of both machines.',
  'other-name':
    'Its certificate is for another name. Correct the address of the cluster in the configuration, or set tls-server-name there.',
};

/** Where the rights are told that the tool needs. */
export function rightsHint({ namespace }: Pick<Cluster, 'namespace'>): string {
  return `Grant the rights that \`kaniko-caps doctor --engine kubernetes --namespace ${namespace} --rbac\` prints.`;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}
