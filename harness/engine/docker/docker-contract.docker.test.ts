import { describe, it } from 'vitest';
import { reasonToSkip } from '../../testing/programs/docker-fixture.ts';
import { findTestImage } from '../../testing/programs/test-images.ts';
import { describeEngine } from '../../testing/scripted/engine-contract.ts';
import { openEngine } from '../open-engine.ts';

const reason = await reasonToSkip('auxiliary');

if (reason === undefined) {
  describeEngine('a Docker engine', async () => {
    const engine = await openEngine({ name: 'docker', environment: process.env });
    const auxiliaryImage = (await findTestImage(engine, 'auxiliary')) ?? '';
    return { engine, auxiliaryImage, image: 'busybox:stable' };
  });
} else {
  describe(`a Docker engine (${reason})`, () => {
    it.skip('does what every engine does', () => undefined);
  });
}
