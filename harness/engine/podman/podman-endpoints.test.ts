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

  it('are not behind ssh, and the error says how they can be', () => {
    expect(() => placesOf({ CONTAINER_HOST: 'ssh://me@host/run/podman/podman.sock' })).toThrow(
      expect.objectContaining({ code: 'ENGINE_UNSUPPORTED', hint: expect.stringContaining('ssh -nNT -L') }),
    );
  });
});
