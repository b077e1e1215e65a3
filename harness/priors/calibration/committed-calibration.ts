import counts from './calibration.json' with { type: 'json' };
import type { Calibration } from './calibration.ts';

/** What the committed records say of the rules. `scripts/calibrate-priors` writes it. */
export const COMMITTED_CALIBRATION: Calibration = counts;
