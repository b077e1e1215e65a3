import { describe, it } from 'vitest';
import { openPodman, podmanServices } from '../../testing/programs/podman-services.ts';
import { findTestImage } from '../../testing/programs/test-images.ts';
import { describeEngine } from '../../testing/scripted/engine-contract.ts';

for (const { url, reason } of await podmanServices('busybox', 'auxiliary')) {
  if (reason === undefined) {
    describeEngine(`Podman at ${url}`, async () => {
      const engine = await openPodman(url);
      const auxiliaryImage = (await findTestImage(engine, 'auxiliary')) ?? '';
      return { engine, auxiliaryImage, image: 'busybox:stable' };
    });
  } else {
    describe(`Podman at ${url} (${reason})`, () => {
      it.skip('does what every engine does', () => undefined);
    });
  }
}
