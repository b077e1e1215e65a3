import { resolve } from 'node:path';
import { HarnessError } from '../../harness/errors.ts';
import type { BuilderRequest } from '../../harness/vocabulary/run-plan.ts';

/** The options with which a benchmark is told what to measure. */
export const BUILDER = { builder: { type: 'string' }, 'executor-binary': { type: 'string' } } as const;

/** The builder that the options of a benchmark name; without one there is nothing to measure. */
export function builderRequested({
  builder,
  'executor-binary': binary,
}: {
  readonly builder?: string | undefined;
  readonly 'executor-binary'?: string | undefined;
}): BuilderRequest {
  if (binary !== undefined) return { kind: 'binary', path: resolve(binary) };
  if (builder !== undefined) return { kind: 'image', reference: builder };
  throw new HarnessError('BUILDER_UNAVAILABLE', 'There is no builder to measure', {
    hint: 'Name a Kaniko image with --builder, or an executor with --executor-binary.',
  });
}

/** The options with which the program is told the same. */
export function builderOptions(request: BuilderRequest): readonly string[] {
  switch (request.kind) {
    case 'binary':
      return [`--executor-binary=${request.path}`];
    case 'image':
      return [`--builder=${request.reference}`];
    case 'any':
      return [];
  }
}
