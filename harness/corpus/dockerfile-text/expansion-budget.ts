/** What the expansion of a stranger's variables may cost. */
export interface ExpansionBudget {
  /** @throws ExpansionLimit once all steps together exceed what is allowed. */
  spend(steps: number): void;
  /** @throws ExpansionLimit where variables are nested deeper than is allowed. */
  enter(depth: number): void;
}

/** An expansion that was given up. Values that double from one argument to the next would fill the memory. */
export class ExpansionLimit extends Error {}

/** Characters that are read, written and compared; an image reference has at most some 500. */
const MOST_STEPS = 10_000_000;

/** Deeper than any Dockerfile that a person wrote. */
const DEEPEST = 100;

/** A budget for all variables of one Dockerfile. */
export function expansionBudget(): ExpansionBudget {
  let left = MOST_STEPS;
  return {
    spend(steps) {
      left -= steps;
      if (left < 0) throw new ExpansionLimit('its variables take too many steps to expand');
    },
    enter(depth) {
      if (depth > DEEPEST) throw new ExpansionLimit(`its variables are nested deeper than ${DEEPEST} levels`);
    },
  };
}
