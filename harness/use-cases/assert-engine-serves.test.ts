import { describe, expect, it } from 'vitest';
import { EMPTY_SET } from '../capabilities/capability-set.ts';
import { plannedCaseOf } from '../testing/examples/plans.ts';
import { type ScriptedWorld, scriptedEngine } from '../testing/scripted/scripted-engine.ts';
import { DEFAULT_CONFIGURATION } from '../vocabulary/configuration.ts';
import type { BuilderRequest } from '../vocabulary/run-plan.ts';
import { assertEngineServes } from './assert-engine-serves.ts';

const filtered = plannedCaseOf('filtered', EMPTY_SET, {
  configuration: { ...DEFAULT_CONFIGURATION, seccomp: { name: 'sec.json', sha256: 'a'.repeat(64) } },
});
const plain = plannedCaseOf('plain', EMPTY_SET);

function asked(world: ScriptedWorld, builder: BuilderRequest, cases = [plain]): () => void {
  const engine = scriptedEngine(() => ({}), world);
  return () => assertEngineServes(engine, builder, cases);
}

describe('an engine', () => {
  it('that takes no seccomp profile from a file refuses a case with one, and says why and what else', () => {
    const seccompFileObstacle = { reason: 'it reads no files', hint: 'Leave --seccomp out.' };
    expect(asked({ seccompFileObstacle }, { kind: 'any' }, [plain, filtered])).toThrow(
      expect.objectContaining({
        code: 'ENGINE_UNSUPPORTED',
        message: expect.stringMatching(/filtered.*: the seccomp profile sec.json cannot be used: it reads no files$/),
        hint: 'Leave --seccomp out.',
      }),
    );
    expect(asked({ seccompFileObstacle }, { kind: 'any' })).not.toThrow();
    expect(asked({}, { kind: 'any' }, [filtered])).not.toThrow();
  });

  it('that keeps no images refuses an executor in a file, whatever is in it', () => {
    const binary = { kind: 'binary', path: '/somewhere/executor' } as const;
    expect(asked({ imagesAreKept: false }, binary)).toThrow(
      expect.objectContaining({
        code: 'ENGINE_UNSUPPORTED',
        message: 'The engine takes no executor from a file, and so not executor',
        hint: expect.stringContaining('Push an image of the executor to a registry'),
      }),
    );
    expect(asked({}, binary)).not.toThrow();
  });
});
