import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { exhaustiveEstimate, meanTrialMsOf, refinedEstimate } from '../discovery/exhaustive-estimate.ts';
import type { Strategy } from '../discovery/strategy.ts';
import { type ExhaustivePolicy, exhaustiveOrder, remainingSubsets, tryEverySet } from '../discovery/try-every-set.ts';
import type { RunPolicy } from '../record/identity.ts';
import type { RunRecord } from '../record/record.ts';
import { confirmExhaustive, estimateText } from './confirm-exhaustive.ts';
import { checkExhaustive, type ExhaustiveOptions, parseOver } from './exhaustive-options.ts';
import type { RunRequest } from './run-request.ts';

/** A request for an exhaustive run, with the records from which its length can be told. */
type Asked = Pick<RunRequest, 'paths' | 'resumed'> & { readonly options: RunRequest['options'] & ExhaustiveOptions };

/**
 * A run that tries every subset. How long it takes is told before, and the user asked; one that is gone on with was agreed to
 * when it began.
 */
export function exhaustiveRequest(request: Asked, policy: RunPolicy, [earlier]: readonly RunRecord[]): RunRequest {
  const over = parseOver(request.options);
  return {
    ...request,
    policy: { ...policy, audit: null },
    strategyFor: (prepared, { tell }) =>
      tellingWhatIsLeft({ ...policy, over }, (text) => tell(`${prepared.case.id}: ${text}`)),
    check: (cases) => checkExhaustive(cases, over),
    approve: (cases, slots) => {
      const universes = cases.map(({ universe }) => universe);
      const meanTrialMs = earlier === undefined ? undefined : meanTrialMsOf(earlier);
      const agreed = request.options.yes === true || request.resumed !== undefined;
      return confirmExhaustive(exhaustiveEstimate({ universes, over, slots }, meanTrialMs), agreed);
    },
  };
}

/** Tells how long the rest takes as soon as the reference builds have shown how long a build takes. */
function tellingWhatIsLeft(policy: ExhaustivePolicy, tell: (text: string) => void): Strategy {
  const strategy = tryEverySet(policy);
  let told: CapabilitySet | undefined;
  return (state, running, circumstances) => {
    const { universe, trials, reference } = state;
    if (reference.kind === 'sound' && told !== universe) {
      told = universe;
      const left = remainingSubsets(exhaustiveOrder(universe, policy), trials, []).length;
      const estimate = refinedEstimate(left, circumstances.slots, universe, trials);
      if (estimate !== undefined) tell(`at most ${estimateText(estimate)}`);
    }
    return strategy(state, running, circumstances);
  };
}
