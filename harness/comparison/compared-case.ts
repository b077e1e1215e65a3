import type { AnswerCover } from '../record/answer-cover-record.ts';
import type { CaseRecord, Loss, RunRecord } from '../record/record.ts';
import type { DECISIVE_FACTS } from '../vocabulary/engine-environment.ts';

/** What a comparison reads of a case: the record of one is such a case, and whatever else keeps findings can be made one. */
export interface ComparedCase
  extends Pick<CaseRecord, 'id' | 'status' | 'reason' | 'contextSha256' | 'network' | 'configuration'> {
  readonly universe: readonly string[];
  readonly untestable: readonly string[];
  readonly bases: readonly { readonly reference: string; readonly digest: string }[];
  readonly faithful: ComparedAnswer;
  readonly exitZero: ComparedAnswer;
  /** One for each set that was tried without the capability; empty trials and words where none are kept. */
  readonly losses: readonly ComparedLoss[];
  /** The trials that prove the answers; empty where they are not kept, so that no trial can be named. */
  readonly trials: { readonly all: readonly ComparedTrial[] };
  readonly referenceImage: string | null;
  /** What the digest of the reference image leaves out, or a digest of that; null if it leaves something out and nobody kept what. */
  readonly masked: readonly MaskedPlace[] | PlacesDigest | null;
}

/** An answer of a case, without its certificate. */
export interface ComparedAnswer {
  readonly complete: boolean;
  readonly minimalSets: readonly (readonly string[])[];
  /** What watched trials decide; null or absent where none do. A lock file keeps no cubes. */
  readonly cover?: Pick<AnswerCover, 'cubes' | 'exceptions'> | null;
}

/** What the lack of a capability does. */
export interface ComparedLoss extends Pick<Loss, 'capability' | 'verdict' | 'message'> {
  readonly differences: readonly string[];
  readonly trials: readonly string[];
}

/** A trial that can prove something. */
export interface ComparedTrial
  extends Pick<CaseRecord['trials']['all'][number], 'id' | 'variation' | 'purpose' | 'verdict'> {
  readonly set: readonly string[];
  readonly shown: readonly string[];
}

/** A place of an image that varies by itself. */
export type MaskedPlace = Pick<CaseRecord['masked'][number], 'layer' | 'path' | 'field'>;

/** A digest of places, by which two lists of them are compared where one was not kept. */
export interface PlacesDigest {
  readonly placesSha256: string;
}

/** What a comparison reads of engine and host. */
export type ComparedEnvironment = Pick<RunRecord['environment'], (typeof DECISIVE_FACTS)[number]>;
