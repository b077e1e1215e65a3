import type { HarnessError } from '../errors.ts';
import type { PoolMember } from './pool/pool-member.ts';
import type { Engine } from './port.ts';

/** A kind of engine that this tool can run on. */
export interface EngineKind {
  /** As a user chooses it: `docker`. */
  readonly name: string;
  /** Whether it is used only where somebody names it, and never because it answers. @default false */
  readonly isOnlyNamed?: boolean;
  /**
   * Opens the engine of this kind that the environment leads to.
   *
   * @throws HarnessError if somebody chose an engine of this kind, and it cannot be used.
   */
  open(search: EngineSearch): Promise<EngineOpening>;
  /**
   * Opens the engine at an address that the user names; several of them are one pool. Engines of a kind without it are not named so.
   *
   * @throws HarnessError ENGINE_CHOICE for an address that cannot be understood, or if the engine there cannot be used.
   */
  openAt?(address: string, search: EngineSearch): Promise<PoolMember>;
  /** A manifest that grants a run what it needs, where engines of this kind have such. Nothing is asked of the engine. */
  rightsManifest?(search: EngineSearch): Promise<string>;
}

/** Where an engine is looked for. */
export interface EngineSearch {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How long the engine may take to answer one request. */
  readonly deadlineMs: number;
}

/** An engine, or why there is none where one of this kind usually is: then another kind may be looked for. */
export type EngineOpening =
  | { readonly kind: 'open'; readonly engine: Engine }
  | { readonly kind: 'absent'; readonly problem: HarnessError };
