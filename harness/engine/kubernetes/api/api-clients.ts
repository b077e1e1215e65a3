import type { Configuration, KubeConfig } from '@kubernetes/client-node';
import type { ClientModule } from './cluster.ts';

/** A class of the client's for one group of requests. */
type ApiClass<T> = new (configuration: Configuration) => T;

/**
 * Makes the parts of the client. A request of theirs is broken off once the deadline is over: a server that takes a connection and
 * never answers would else keep this process alive.
 */
export function apiClients(
  client: ClientModule,
  config: KubeConfig,
  url: string,
): <T>(api: ApiClass<T>, deadlineMs: number) => T {
  return (api, deadlineMs) =>
    new api(
      client.createConfiguration({
        baseServer: new client.ServerConfiguration(url, {}),
        authMethods: { default: config },
        promiseMiddleware: [
          {
            pre: async (request) => {
              request.setSignal(AbortSignal.timeout(deadlineMs));
              return request;
            },
            post: async (response) => response,
          },
        ],
      }),
    );
}
