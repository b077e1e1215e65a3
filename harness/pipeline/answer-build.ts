import {
  type CapabilitySet,
  compareSets,
  difference,
  EMPTY_SET,
  isSubset,
  namesOf,
  sizeOf,
} from '../capabilities/capability-set.ts';
import type { DeclaredBuild } from '../manifest/model/declared-build.ts';
import { needFor } from '../record/answer-cover.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { effectOfFindings, type SetEffect } from '../record/set-effect.ts';
import { findingInUniverse } from '../record/set-finding.ts';
import { smallestCommonSets } from '../search/ledger/profile.ts';
import type { BuildAnswer, DeclaredEffect } from './audited-build.ts';
import { excessOf } from './excess.ts';
import { hardeningOf } from './hardening.ts';
import { missingOf } from './missing.ts';
import { podSecurityOf } from './pod-security.ts';

/** What the record of a run says of a declared build; a reason, in words, where it has no answer. `text` is its manifest. */
export function answerBuild(
  build: DeclaredBuild,
  {
    record,
    cases,
    text,
  }: { readonly record: RunRecord; readonly cases: readonly CaseRecord[]; readonly text?: string | undefined },
): { readonly answer: BuildAnswer } | { readonly unanswered: string } {
  const [unanswered] = cases.filter((one) => one.faithful.minimalSets.length === 0);
  if (unanswered !== undefined) return { unanswered: reasonOf(unanswered) };
  const declared = build.security.inForce;
  const [needed, ...alternatives] = smallestCommonSets(cases.map((one) => needFor(one, 'faithful'))).toSorted(
    (a, b) => distance(a, declared) - distance(b, declared) || compareSets(a, b),
  );
  if (needed === undefined) return { unanswered: 'No set is enough with a cold and a warm cache both.' };
  const effect = effectOn(cases, declared);
  const missing = effect === 'enough' ? EMPTY_SET : difference(needed, declared);
  const hardening = hardeningOf(build, cases, needed);
  return {
    answer: {
      record,
      cases,
      proven: cases.every(({ faithful }) => faithful.complete),
      needed,
      alternatives,
      effect,
      excess: excessOf(build, difference(declared, needed)),
      missing: namesOf(missing).map((name) => missingOf(name, cases)),
      hardening,
      podSecurity: podSecurityOf(build, { needed, hardening }, text),
    },
  };
}

/** How many capabilities have to be added to what is declared. */
function distance(set: CapabilitySet, declared: CapabilitySet): number {
  return isSubset(set, declared) ? 0 : sizeOf(difference(set, declared));
}

function reasonOf({ reason, status, referenceFailure, untestable }: CaseRecord): string {
  if (referenceFailure !== null) {
    const { instruction, message } = referenceFailure;
    const place = instruction === null ? '' : ` (line ${instruction.line})`;
    return `The build fails with everything in play granted${place}: ${message}`;
  }
  const left = untestable.length === 0 ? '' : ` The engine cannot grant ${untestable.join(' ')}.`;
  return `${reason ?? status}.${left}`;
}

/** The worst that the declared set does to the cases of a build. */
function effectOn(cases: readonly CaseRecord[], declared: CapabilitySet): DeclaredEffect {
  const effects = cases.map((one) => EFFECTS[effectInUniverse(one, declared)]);
  return ORDER.find((effect) => effects.includes(effect)) ?? 'not-known';
}

function effectInUniverse(one: CaseRecord, declared: CapabilitySet): SetEffect {
  const [faithful, exitZero] = (['faithful', 'exitZero'] as const).map(
    (answer) => findingInUniverse(one, answer, declared).finding.kind,
  );
  return effectOfFindings(faithful ?? 'not-known', exitZero ?? 'not-known');
}

/** The worst first. */
const ORDER: readonly DeclaredEffect[] = ['fails', 'loses-silently', 'not-known', 'enough'];

const EFFECTS: Readonly<Record<SetEffect, DeclaredEffect>> = {
  fails: 'fails',
  'other-image': 'loses-silently',
  'not-same-image': 'fails',
  flaky: 'fails',
  'not-known': 'not-known',
  'exit-0': 'not-known',
  serves: 'enough',
};
