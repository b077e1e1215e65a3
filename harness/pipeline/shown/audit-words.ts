import { namesOf } from '../../capabilities/capability-set.ts';
import { countOf, safeText } from '../../text/plain-text.ts';
import type { DeclaredEffect, Hardening } from '../audited-build.ts';
import type { BuildStanding, ManifestSets } from '../pipeline-audit.ts';

/** What is said of how a build stands. */
export const STANDINGS: Readonly<Record<BuildStanding, { readonly headline: string; readonly counted: string }>> = {
  exact: { headline: 'it is granted exactly what it needs', counted: 'granted exactly what it needs' },
  'too-much': { headline: 'it is granted too much', counted: 'granted too much' },
  'too-little': { headline: 'it is granted too little', counted: 'granted too little' },
  'not-known': { headline: 'what it needs is not known', counted: 'without an answer' },
};

/** What is said of the declared set beside it. */
export const DECLARED_EFFECTS: Readonly<Record<DeclaredEffect, string>> = {
  enough: 'is enough',
  'loses-silently': 'exit code 0, but the image loses something silently',
  fails: 'the build fails',
  'not-known': 'not known whether it is enough',
};

/** What is said of a confinement. */
export const HARDENINGS: Readonly<Record<Hardening['kind'], string>> = {
  'no-new-privileges': 'no-new-privileges (allowPrivilegeEscalation: false)',
  'default-seccomp': "the runtime's default seccomp filter",
};

/** The one set for all builds of a manifest; undefined where it has a single one, which says it. */
export function togetherText({ manifest, answered, builds, sets }: ManifestSets): string | undefined {
  if (answered < 2) return undefined;
  const those =
    answered === builds ? `all ${builds} builds` : `the ${answered} of ${builds} builds that have an answer`;
  const [set] = sets;
  if (set === undefined) return `${safeText(manifest)}: no set is enough for ${those}`;
  return `${safeText(manifest)}: one set for ${those}: ${namesOf(set).join(' ') || 'nothing'}`;
}

/** How many Dockerfiles are told by their names. */
const NAMED = 20;

/** The Dockerfiles that no manifest builds; nothing where there is none. */
export function unbuiltText(unbuilt: readonly string[]): string[] {
  if (unbuilt.length === 0) return [];
  const more = unbuilt.length > NAMED ? ` and ${unbuilt.length - NAMED} more` : '';
  const verb = unbuilt.length === 1 ? 'is' : 'are';
  return [
    `${countOf(unbuilt.length, 'Dockerfile')} ${verb} built by no manifest: ${unbuilt.slice(0, NAMED).map(safeText).join(', ')}${more}`,
  ];
}
