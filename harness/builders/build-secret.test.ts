import { expect, it } from 'vitest';
import { passedArguments } from './build-secret.ts';

const passed = (name: string, settings = {}) => passedArguments([{ name, value: 'hunter2' }], settings);

it('passes a secret build argument by the variable of its name, and not in the command line', () => {
  expect(passed('NPM_TOKEN')).toEqual({ flags: ['--build-arg=NPM_TOKEN'], environment: { NPM_TOKEN: 'hunter2' } });
});

it.each([
  'HTTP_PROXY',
  'https_proxy',
  'PATH',
  'HOME',
  'LD_PRELOAD',
  'GODEBUG',
  'SSL_CERT_FILE',
  'DOCKER_AUTH_CONFIG',
  'KANIKO_CAPS_SECRET_1',
  'FF_KANIKO_X',
  'BUILDAH_ISOLATION',
  'STORAGE_DRIVER',
  'my.token',
])('passes one in the command line that would steer the builder, or that no shell knows: %s', (name) => {
  expect(passed(name)).toEqual({ flags: [`--build-arg=${name}=hunter2`], environment: {} });
});

it('leaves a variable alone that the configuration sets for the builder', () => {
  expect(passed('TOKEN', { TOKEN: 'of the builder' })).toEqual({
    flags: ['--build-arg=TOKEN=hunter2'],
    environment: {},
  });
});
