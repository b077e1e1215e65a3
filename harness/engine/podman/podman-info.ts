import { type DockerApi, openApi, requestJson } from '../docker/api/docker-api.ts';
import { lent } from '../docker/api/ssh-tunnel.ts';

/** What matters of what Podman tells of itself in its own API. Docker's API, which it speaks as well, leaves it out. */
export interface PodmanInfo {
  readonly host: {
    readonly arch: string;
    readonly cgroupVersion: string;
    readonly cpus: number;
    readonly distribution: { readonly distribution: string; readonly version: string };
    readonly hostname: string;
    readonly kernel: string;
    readonly memTotal: number;
    readonly ociRuntime: { readonly name: string; readonly version: string };
    readonly security: {
      readonly apparmorEnabled: boolean;
      /** The default capabilities, with commas between them. */
      readonly capabilities: string;
      readonly rootless: boolean;
      readonly seccompEnabled: boolean;
      readonly seccompProfilePath: string;
      readonly selinuxEnabled: boolean;
    };
  };
  readonly store: { readonly graphDriverName: string; readonly graphRoot: string };
  readonly version: { readonly Version: string };
}

/** The version of Podman's own API that is spoken: the first that says all of this. */
const OWN_API = '4.0.0';

/** Asks a Podman service what it is. */
export async function readPodmanInfo({ endpoint, dialect, deadlineMs, tunnel }: DockerApi): Promise<PodmanInfo> {
  const api = await openApi(endpoint, dialect, { deadlineMs, apiVersion: OWN_API, tunnel: lent(tunnel) });
  try {
    return await requestJson<PodmanInfo>(api, '/libpod/info');
  } finally {
    api.close();
  }
}
