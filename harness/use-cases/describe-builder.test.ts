import { expect, it } from 'vitest';
import { buildahBuilder } from '../builders/buildah/buildah.ts';
import { describeBuilder } from './describe-builder.ts';

it('says of a builder that is not Kaniko that it is a stand-in, and what it always has', () => {
  const identity = {
    kind: 'buildah',
    reference: 'kaniko-caps/buildah:2',
    version: '1.28.2',
    repository: null,
    imageDigest: null,
    binarySha256: null,
  } as const;
  const builder = buildahBuilder({ identity, image: 'sha256:0', ask: async () => ({ kind: 'failed', message: '' }) });
  const [chosen, ...warnings] = describeBuilder({ builder, why: 'named by --builder' });
  expect(chosen).toBe('buildah 1.28.2, kaniko-caps/buildah:2: named by --builder');
  expect(warnings.join('\n')).toMatch(/stand-in and not Kaniko.*\n.*cannot run without .*SYS_ADMIN/);
});
