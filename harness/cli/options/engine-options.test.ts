import { expect, it } from 'vitest';
import { engineWishOf } from './engine-options.ts';

it('choose the engine by the option, else by what a resumed run began on, and leave the rest to the environment', () => {
  const environment = { KANIKO_CAPS_ENGINE: 'other' };
  expect(engineWishOf({ engine: 'docker' }, environment, 'other')).toEqual({ name: 'docker', environment });
  expect(engineWishOf({ engine: undefined }, environment, 'docker')).toEqual({ name: 'docker', environment });
  expect(engineWishOf({ engine: undefined }, environment, 'of a test')).toEqual({ name: undefined, environment });
  expect(engineWishOf({ engine: undefined }, environment)).toEqual({ name: undefined, environment });
});
