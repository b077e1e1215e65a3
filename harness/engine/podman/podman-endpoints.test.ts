import { describe, expect, it } from 'vitest';
import { podmanEndpoints } from './podman-endpoints.ts';

const placesOf = (environment: Record<string, string>, userId?: number): string[] =>
  podmanEndpoints({ environment, userId }).map(({ url }) => url);

describe('the places where Podman may be', () => {
  it("are the user's own service first, and the machine's after it", () => {
    expect(placesOf({ XDG_RUNTIME_DIR: '/run/user/7' }, 7)).toEqual([
      'unix:///run/user/7/podman/podman.sock',
      'unix:///run/podman/podman.sock',
    ]);
    expect(placesOf({}, 7)).toEqual(['unix:///run/user/7/podman/podman.sock', 'unix:///run/podman/podman.sock']);
    expect(placesOf({}, 0)).toEqual(['unix:///run/podman/podman.sock']);
  });

  it('are only what CONTAINER_HOST names, where it does', () => {
    const [endpoint, ...others] = podmanEndpoints({ environment: { CONTAINER_HOST: 'tcp://pods:8080' } });
    expect(others).toEqual([]);
    expect(endpoint).toMatchObject({
      source: 'CONTAINER_HOST',
      isChosen: true,
      transport: { kind: 'tcp', port: 8080 },
    });
  });

  it('are only what --host names, where it does', () => {
    const environment = { CONTAINER_HOST: 'tcp://pods:8080' };
    expect(podmanEndpoints({ environment, host: 'ssh://me@build1/run/user/7/podman/podman.sock' })).toEqual([
      {
        url: 'ssh://me@build1/run/user/7/podman/podman.sock',
        source: '--host',
        isChosen: true,
        transport: {
          kind: 'ssh',
          host: 'build1',
          port: undefined,
          user: 'me',
          socket: '/run/user/7/podman/podman.sock',
        },
      },
    ]);
  });

  it('are behind ssh where its own client looks for the service of the machine', () => {
    const [endpoint] = podmanEndpoints({ environment: { CONTAINER_HOST: 'ssh://build1' } });
    expect(endpoint?.transport).toMatchObject({ kind: 'ssh', host: 'build1', socket: '/run/podman/podman.sock' });
  });

  it('are refused where the address cannot be understood', () => {
    expect(() => placesOf({ CONTAINER_HOST: 'fd://' })).toThrow(
      'Cannot understand the Podman endpoint fd:// (from CONTAINER_HOST)',
    );
  });
});
