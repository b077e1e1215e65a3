import type { Difference } from '../image/difference.ts';
import type { BuildFailure, InfrastructureClass } from './observation.ts';

/** What a trial showed of its capability set. */
export type Verdict =
  /** The build succeeded and its image equals the reference image. */
  | { readonly kind: 'faithful' }
  /** Exit code 0, but another image: a silent loss. */
  | { readonly kind: 'degraded'; readonly differences: readonly Difference[] }
  | { readonly kind: 'failed'; readonly exitCode: number; readonly failure: BuildFailure }
  | { readonly kind: 'timeout'; readonly deadlineMs: number }
  /** The engine cannot grant the set. */
  | { readonly kind: 'untestable'; readonly message: string }
  /** Not the build's doing; never evidence. */
  | { readonly kind: 'infrastructure'; readonly class: InfrastructureClass; readonly message: string }
  | { readonly kind: 'cancelled' };
