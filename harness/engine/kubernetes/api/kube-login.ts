import { X509Certificate } from 'node:crypto';
import type { RequestOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
import { HarnessError, messageOf } from '../../../errors.ts';
import { within } from '../../deadline.ts';
import type { KubeConfiguration } from './kube-configuration.ts';

/**
 * Reads the certificates of the current context, and runs the program that logs in, where there is one. Nothing is asked of the cluster.
 *
 * @throws HarnessError ENGINE_CHOICE naming the part of the configuration that cannot be used.
 */
export async function assertLogin(configuration: KubeConfiguration, deadlineMs: number): Promise<void> {
  const { config, origin } = configuration;
  const options: RequestOptions = {};
  const fault = await within(deadlineMs, config.applyToHTTPSOptions(options)).then(
    () => badCertificate(configuration, options),
    (thrown: unknown) => faultText(configuration, thrown),
  );
  if (fault === undefined) return;
  throw new HarnessError('ENGINE_CHOICE', `Cannot use the context "${config.getCurrentContext()}": ${fault}`, {
    hint: `Correct it in ${origin}, or choose another context with --kube-context.`,
  });
}

function badCertificate({ config }: KubeConfiguration, { ca, cert, key }: RequestOptions): string | undefined {
  const [cluster, user] = [config.getCurrentCluster()?.name, config.getCurrentUser()?.name];
  const checks: readonly (readonly [string, () => unknown])[] = [
    [
      `certificate-authority of the cluster "${cluster}" is no certificate`,
      () => ca && new X509Certificate(String(ca)),
    ],
    [
      `client-certificate and client-key of the user "${user}" do not fit`,
      () => createSecureContext({ ...(cert && { cert }), ...(key && { key }) }),
    ],
  ];
  for (const [fault, check] of checks) {
    try {
      check();
    } catch (thrown) {
      return `${fault} (${messageOf(thrown)})`;
    }
  }
  return undefined;
}

/** Which part of a configuration it is that cannot be used, and why. */
function faultText({ config }: KubeConfiguration, thrown: unknown): string {
  const [cluster, user] = [config.getCurrentCluster(), config.getCurrentUser()];
  const parts: readonly (readonly [string | undefined, string])[] = [
    [cluster?.caFile, `certificate-authority of the cluster "${cluster?.name}"`],
    [user?.certFile, `client-certificate of the user "${user?.name}"`],
    [user?.keyFile, `client-key of the user "${user?.name}"`],
  ];
  const why = messageOf(thrown).trim();
  const path = typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, 'path') : undefined;
  const part = parts.find(([file]) => file !== undefined && file === path);
  if (part !== undefined) return `the ${part[1]} cannot be read (${why})`;
  const program: string | undefined = user?.exec?.command;
  if (program === undefined) return why;
  return path === program
    ? `the user "${user?.name}" logs in with the program ${program}, which cannot be run (${why})`
    : `the program ${program}, with which the user "${user?.name}" logs in, failed: ${why || 'it said nothing'}`;
}
