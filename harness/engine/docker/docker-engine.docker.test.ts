import { describe, it } from 'vitest';
import { describeTrials } from '../../testing/programs/describe-trials.ts';
import { openDockerFixture, reasonToSkip } from '../../testing/programs/docker-fixture.ts';

const reason = await reasonToSkip();

if (reason === undefined) {
  describeTrials('a trial on Docker', () => openDockerFixture(), {
    exitCodes: [0, 1, 7, 126, 137, 143, 255],
    outOfMemory: { kind: 'exited', exitCode: 137, outOfMemory: true },
    canPause: true,
    killSignal: '9',
    keepsIds: true,
  });
} else {
  describe(`a trial on Docker (${reason})`, () => {
    it.skip('does what it promises', () => undefined);
  });
}
