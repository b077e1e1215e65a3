import { describe, expect, it } from 'vitest';
import { EMPTY_SET } from '../capabilities/capability-set.ts';
import { plannedCaseOf } from '../testing/examples/plans.ts';
import { scriptedBuilder } from '../testing/scripted/scripted-builder.ts';
import { DEFAULT_CONFIGURATION } from '../vocabulary/configuration.ts';
import { assertCacheKept } from './assert-cache-kept.ts';

const plain = plannedCaseOf('plain', EMPTY_SET);
const warm = plannedCaseOf('warm', EMPTY_SET, { configuration: { ...DEFAULT_CONFIGURATION, cache: 'warm' } });

describe('a builder that keeps no layers', () => {
  const builder = scriptedBuilder({ keepsLayers: false });

  it('is refused for a case with a cache, which is named', () => {
    expect(() => assertCacheKept(builder, [plain, warm])).toThrow(
      expect.objectContaining({
        code: 'BAD_CONFIGURATION',
        message: expect.stringMatching(/warm\/Dockerfile: cache warm .* executor:v1 \(v1\.24\.0\)/),
        hint: expect.stringContaining('--cache off'),
      }),
    );
  });

  it('is taken for others', () => {
    expect(() => assertCacheKept(builder, [plain])).not.toThrow();
    expect(() => assertCacheKept(scriptedBuilder(), [warm])).not.toThrow();
  });
});
