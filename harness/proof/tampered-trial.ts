import { type CaseState, variedTrials } from './case-state.ts';
import type { JudgedTrial } from './judge.ts';

/**
 * The first trial of a case, under whatever configuration, in which the build did what no builder does. After it nothing that
 * the case shows is taken for an answer: who forges one trial may have forged others unseen.
 */
export function tamperedTrial(state: Pick<CaseState, 'trials' | 'fills' | 'varied'>): JudgedTrial | undefined {
  const all = [...state.trials, ...state.fills, ...variedTrials(state)];
  return all.find(({ verdict }) => verdict.kind === 'tampered');
}
