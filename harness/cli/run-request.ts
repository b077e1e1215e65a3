import type { Case } from '../corpus/case.ts';
import type { HardenedSets } from '../discovery/hardening.ts';
import type { PreparedCase } from '../discovery/prepared-case.ts';
import type { Strategy } from '../discovery/strategy.ts';
import type { RunFindings } from '../priors/case-prior.ts';
import type { RunPolicy } from '../record/identity.ts';
import type { RunOptions } from './options.ts';

/** What a strategy may use of the run that it is made for. */
export interface RunSoFar {
  /** What was found of other cases by now. */
  readonly findings: () => RunFindings;
  /** Tells the user something that stays on the screen. */
  readonly tell: (text: string) => void;
}

/** A run as a command asks for it. */
export interface RunRequest {
  readonly paths: readonly string[];
  readonly options: RunOptions;
  /** How thorough the run is to be. */
  readonly policy: RunPolicy;
  /** What to ask of a case. */
  readonly strategyFor: (prepared: PreparedCase, run: RunSoFar) => Strategy;
  /** The sets to try hardened, where the policy asks for it. @default the first minimal sets of a case */
  readonly hardenedSets?: HardenedSets;
  /** The cases to run, of those that the paths mean. @default all */
  readonly select?: (cases: readonly Case[]) => readonly Case[];
  /** What else the journal is to keep of the request. */
  readonly remembered?: Readonly<Record<string, unknown>>;
  /** Finds what is wrong with the request for these cases, before anything is asked of an engine. */
  readonly check?: (cases: readonly Case[]) => void;
  /** Lets the user decide whether to begin, before any container starts; throws if not. */
  readonly approve?: (cases: readonly Case[], slots: number) => Promise<void>;
  /** The run to go on with, and its directory. */
  readonly resumed?: { readonly run: string; readonly directory: string };
}
