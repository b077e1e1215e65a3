import { describe, expect, it } from 'vitest';
import { parseSet } from '../capabilities/parse-set.ts';
import { DOCKER_DEFAULTS } from '../capabilities/universe.ts';
import type { CasePrior } from '../search/picker/prior.ts';
import { oracleOfMinimalSets } from '../testing/simulated/oracles.ts';
import { runSearch } from '../testing/simulated/run-search.ts';
import { withWitness } from './with-witness.ts';

const minimal = parseSet('CHOWN,FOWNER,KILL');

function trialsWith(guesses: readonly string[], granted: string): number {
  const prior: CasePrior = { faithful: { guesses: guesses.map(parseSet) }, exitZero: {}, because: [] };
  const witnessed = withWitness(prior, parseSet(granted)).faithful;
  const search = { universe: DOCKER_DEFAULTS, oracle: oracleOfMinimalSets([minimal]), prior: witnessed };
  return runSearch(search).asked.length;
}

describe('what the kernel granted', () => {
  it('costs one trial for each capability too many, and one, where nothing better is guessed', () => {
    expect(trialsWith([], 'CHOWN,FOWNER,KILL')).toBe(3 + 1);
    expect(trialsWith([], 'CHOWN,DAC_OVERRIDE,FOWNER,FSETID,KILL')).toBe(3 + 2 + 2);
  });

  it('costs nothing where the guess is right, and saves what the guess holds too much', () => {
    expect(trialsWith(['CHOWN,FOWNER,KILL'], 'CHOWN,DAC_OVERRIDE,FOWNER,FSETID,KILL')).toBe(3 + 1);
    expect(trialsWith(['CHOWN,FOWNER,KILL,MKNOD'], 'CHOWN,DAC_OVERRIDE,FOWNER,FSETID,KILL')).toBe(3 + 1);
  });

  it('is taken up when the guess fails', () => {
    expect(trialsWith(['CHOWN'], 'CHOWN,FOWNER,KILL')).toBe(1 + 3 + 1);
  });

  it('makes the need of what was never asked for less probable, and says what was granted', () => {
    const prior: CasePrior = { faithful: { weights: { CHOWN: 0.9, MKNOD: 0.5 } }, exitZero: {}, because: ['rules'] };
    const { faithful, because } = withWitness(prior, parseSet('CHOWN'));
    expect(faithful.weights).toEqual({ CHOWN: 0.9, MKNOD: 0.1 });
    expect(because).toEqual(['CHOWN: granted by the kernel while the reference was built', 'rules']);
  });
});
