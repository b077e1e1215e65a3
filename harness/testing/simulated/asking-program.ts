import fc from 'fast-check';
import { type CapabilitySet, EMPTY_SET, isSubset, singletons, union } from '../../capabilities/capability-set.ts';
import type { Fact } from '../../search/ledger/fact.ts';
import type { Outcome } from '../../vocabulary/answer.ts';

/**
 * A build that does what the kernel answers it: it asks about one capability after another, and goes one way or the other. It may
 * need what it asks for, do without, take an alternative, or fail because it holds something.
 */
export type AskingProgram =
  | { readonly kind: 'end'; readonly outcome: Outcome }
  | {
      readonly kind: 'ask';
      readonly about: CapabilitySet;
      readonly granted: AskingProgram;
      readonly denied: AskingProgram;
    };

/** Builds one set. */
export function runProgram(program: AskingProgram, set: CapabilitySet): Required<Omit<Fact, 'trial'>> {
  let asked = EMPTY_SET;
  let at = program;
  while (at.kind === 'ask') {
    asked = union(asked, at.about);
    at = isSubset(at.about, set) ? at.granted : at.denied;
  }
  return { set, asked, outcome: at.outcome };
}

/** A trial of the set, under a name that tells it. */
export function trialOf(program: AskingProgram, set: CapabilitySet, number = 1): Fact {
  return { ...runProgram(program, set), trial: `${set}-${number}` };
}

/** Any such program about the capabilities of a universe. */
export function askingPrograms(universe: CapabilitySet): fc.Arbitrary<AskingProgram> {
  const end: fc.Arbitrary<AskingProgram> = fc.record({
    kind: fc.constant('end' as const),
    outcome: fc.constantFrom('pass' as const, 'fail' as const),
  });
  const { program } = fc.letrec<{ program: AskingProgram }>((tie) => ({
    program: fc.oneof(
      { maxDepth: 7, depthSize: 'max' },
      { weight: 1, arbitrary: end },
      {
        weight: 4,
        arbitrary: fc.record({
          kind: fc.constant('ask' as const),
          about: fc.constantFrom(...singletons(universe)),
          granted: tie('program'),
          denied: tie('program'),
        }),
      },
    ),
  }));
  return program;
}
