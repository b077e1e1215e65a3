import type { Relation } from './compare-answers.ts';
import type { LossChange } from './loss-changes.ts';

/** What a comparison says of one way in which an answer can change. */
interface RelationKind {
  /** A verb of which B is the subject. */
  readonly words: string;
  /** Where its cases stand among those that differ: the first first. */
  readonly rank: number;
  /** What to do about it. */
  readonly advice: string;
  /** The same where the builder is the same and only its configuration differs. @default as above */
  readonly adviceOnConfiguration?: string;
}

const GRANT =
  'grant what B needs (below) before you change to it. Use kaniko-caps bisect to find the version that changed it';

const GRANT_FIRST = 'grant what B needs (below) before you configure the build as in B';

/** Every way in which an answer can change, in the order of the headline. */
export const RELATION_KINDS: Readonly<Record<Exclude<Relation, 'unchanged'>, RelationKind>> = {
  'needs-more': { words: 'needs more', rank: 0, advice: GRANT, adviceOnConfiguration: GRANT_FIRST },
  'needs-less': {
    words: 'needs less',
    rank: 3,
    advice: 'the sets of A still work. You may reduce them to what B needs (below)',
  },
  different: { words: 'needs other sets', rank: 1, advice: GRANT, adviceOnConfiguration: GRANT_FIRST },
};

/** What a comparison says of one way in which the lack of a capability can show otherwise. */
interface LossKind {
  /** The beginning of the sentence that counts its cases. */
  readonly headline: string;
  /** What the lack did in A, and what it does in B. */
  readonly was: string;
  readonly is: string;
  readonly rank: number;
}

/** Every way in which the lack of a capability can show otherwise, in the order of the headline. */
export const LOSS_KINDS: Readonly<Record<LossChange['kind'], LossKind>> = {
  'became-silent': {
    headline: 'B loses something SILENTLY where A fails, in',
    was: 'an error',
    is: 'a SILENT loss',
    rank: 2,
  },
  'became-error': {
    headline: 'B fails where A loses something silently, in',
    was: 'a silent loss',
    is: 'an error',
    rank: 4,
  },
};
