import { describe, expect, it } from 'vitest';
import type { Instruction } from '../vocabulary/case.ts';
import { type Configuration, DEFAULT_CONFIGURATION } from '../vocabulary/configuration.ts';
import type { Variation } from '../vocabulary/variation.ts';
import { VARIATION_NAMES, VARIATIONS } from './catalogue.ts';
import type { VariedBuild } from './variation-entry.ts';
import { configurationOf, plannedVariations } from './varied-configuration.ts';

const COPY: Instruction = { keyword: 'COPY', line: 2, text: 'COPY app /app' };
const FORK = { kind: 'kaniko', repository: 'github.com/osscontainertools/kaniko' };
const GOOGLE = { kind: 'kaniko', repository: 'github.com/GoogleContainerTools/kaniko' };

function build(changes: Partial<VariedBuild> = {}): VariedBuild {
  return { configuration: DEFAULT_CONFIGURATION, instructions: [COPY], builder: FORK, ...changes };
}

function reasonFor(variation: Variation, changes: Partial<VariedBuild> = {}): string | null | undefined {
  return plannedVariations([variation], build(changes))[0]?.notTried;
}

function inDirectory(...instructions: readonly Instruction[]): Partial<VariedBuild> {
  const context = { ...DEFAULT_CONFIGURATION.context, kind: 'dir' as const };
  return { configuration: { ...DEFAULT_CONFIGURATION, context }, instructions };
}

/** A configuration that each variation changes. */
const VARIED: Configuration = { ...DEFAULT_CONFIGURATION, seccomp: 'unconfined' };

describe.each(VARIATION_NAMES)('the variation %s', (name) => {
  it('changes a configuration, and has nothing to change of what it made', () => {
    expect(reasonFor(name, { configuration: VARIED })).toBeNull();
    const configuration = configurationOf({ configuration: VARIED }, { variation: name });
    expect(configuration).not.toEqual(VARIED);
    expect(reasonFor(name, { configuration })).toMatch(/\w/);
    expect(VARIATIONS[name].change(configuration)).toEqual(configuration);
  });
});

describe('the variations of a case', () => {
  it('are those that were asked for, in the order of the catalogue', () => {
    const names = plannedVariations(['cache', 'redo', 'owner'], build()).map(({ variation }) => variation);
    expect(names).toEqual(['owner', 'redo', 'cache']);
  });

  it('leave a configuration alone where none is asked for', () => {
    expect(configurationOf(build(), {})).toBe(DEFAULT_CONFIGURATION);
  });

  it('take the place of a flag with the same name, and keep the others', () => {
    const configuration: Configuration = {
      ...DEFAULT_CONFIGURATION,
      builderFlags: ['--snapshot-mode=time', '--cleanup'],
    };
    expect(configurationOf({ configuration }, { variation: 'redo' }).builderFlags).toEqual([
      '--cleanup',
      '--snapshot-mode=redo',
    ]);
  });

  it('do not vary a directory that no instruction reads, but a tar, which is always unpacked', () => {
    const fromStage: Instruction = { keyword: 'COPY', line: 3, text: 'COPY --from=build /a /a' };
    const bound: Instruction = { keyword: 'RUN', line: 3, text: 'RUN --mount=type=bind,target=/src make' };
    for (const name of ['owner', 'modes'] as const) {
      expect(reasonFor(name, inDirectory(fromStage))).toBe('no instruction reads the context');
      expect(reasonFor(name, inDirectory(fromStage, COPY))).toBeNull();
      expect(reasonFor(name, inDirectory(bound))).toBeNull();
      const { configuration } = build();
      const tar = { ...configuration, context: { ...configuration.context, kind: 'tar' as const } };
      expect(reasonFor(name, { configuration: tar, instructions: [] })).toBeNull();
    }
  });

  it('ask of a builder only what it has', () => {
    const buildah = { builder: { kind: 'buildah', repository: null } };
    for (const name of ['redo', 'new-run', 'single-snapshot', 'cache', 'preview', 'buildkit'] as const) {
      expect(reasonFor(name, buildah)).toMatch(/^only /);
    }
    expect(reasonFor('preview', { builder: GOOGLE })).toBe('only osscontainertools/kaniko has it');
    expect(reasonFor('no-new-privileges', buildah)).toBeNull();
  });
});
