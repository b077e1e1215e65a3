import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { PodSecurityLevelName } from '../existing-policies/levels/control.ts';
import type { DeclaredBuild, UserQuestion } from '../manifest/model/declared-build.ts';
import type { Place, Stated } from '../manifest/model/stated.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';

/** A capability that a build is granted and does not need. */
export interface Excess {
  readonly capability: string;
  /** What it lets a build do, in a sentence. */
  readonly opens: string;
  /** Where that is documented. */
  readonly source: string;
  /** The word of the manifest that grants it; null where the runtime does so by default, or the container is privileged. */
  readonly place: Place | null;
}

/** A capability that a build needs and is not granted. */
export interface MissingCapability {
  readonly capability: string;
  /** Whether the build reports success all the same, with a different image. */
  readonly silent: boolean;
  /** The instruction: `RUN, line 4`. */
  readonly instruction: string;
  /** What happens without it, in words. */
  readonly what: string;
  readonly trials: readonly string[];
}

/** A confinement that a pipeline may add, and what trials say of it. */
export interface Hardening {
  readonly kind: 'no-new-privileges' | 'default-seccomp';
  /** `already`: the manifest has it. `possible`: the same image under it. `breaks`: not. `not-tried`: no trial says. */
  readonly result: 'already' | 'possible' | 'breaks' | 'not-tried';
  /** What happened under it, in words; empty unless it breaks. */
  readonly shown: readonly string[];
}

/** What the declared set does to a build. */
export type DeclaredEffect =
  /** The same image. */
  | 'enough'
  /** Exit code 0 with a different image. */
  | 'loses-silently'
  | 'fails'
  | 'not-known';

/** What a build needs, and what follows for what it is granted. */
export interface BuildAnswer {
  readonly record: RunRecord;
  /** One for each cache. */
  readonly cases: readonly CaseRecord[];
  /** Whether what is needed is proven minimal. */
  readonly proven: boolean;
  /** The set to be granted: of those that are enough, the one nearest to what is declared. */
  readonly needed: CapabilitySet;
  /** Other sets that are enough, and hold no smaller one. */
  readonly alternatives: readonly CapabilitySet[];
  readonly effect: DeclaredEffect;
  readonly excess: readonly Excess[];
  readonly missing: readonly MissingCapability[];
  readonly hardening: readonly Hardening[];
  /** The strictest Pod Security Standards that admit the pod as it is declared, and with what is needed; null where it runs in none. */
  readonly podSecurity: { readonly before: PodSecurityLevelName; readonly after: PodSecurityLevelName } | null;
}

/** A declared build, and what came of trying it. */
export interface AuditedBuild {
  readonly build: DeclaredBuild;
  /** The Dockerfile on this machine, as a person types it from here; null where it is not known. */
  readonly dockerfile: Stated<string> | null;
  /** The context on this machine. */
  readonly context: Stated<string> | null;
  /** How trials differ from the pipeline, a sentence each. */
  readonly notes: readonly string[];
  /** What has to be said or repaired before it can be tried; none where it was tried. */
  readonly asked: readonly UserQuestion[];
  /** Null where it was not tried, or what it needs is not known. */
  readonly answer: BuildAnswer | null;
  /** Why it has no answer although it was tried; null where it has one, or was not tried. */
  readonly unanswered: string | null;
}
