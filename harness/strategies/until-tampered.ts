import { tamperedTrial } from '../proof/tampered-trial.ts';
import type { Strategy } from './strategy.ts';

/** Asks nothing more of a case once its build was seen to do what no builder does: no other trial makes up for that. */
export function untilTampered(strategy: Strategy): Strategy {
  return (state, running, circumstances) =>
    tamperedTrial(state) === undefined ? strategy(state, running, circumstances) : [];
}
