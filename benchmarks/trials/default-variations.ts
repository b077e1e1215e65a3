import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../../harness/record/record.ts';
import { measureProgram } from '../measuring/measure-program.ts';
import { builderOptions } from '../measuring/measured-builder.ts';
import { type Surroundings, tellStep } from './surroundings.ts';
import type { TrialsRow } from './trials-row.ts';

/** The part of a discovery's time that the trials of minimal sets under the default variations may take. */
const MOST = 0.2;

type Trial = RunRecord['cases'][number]['trials']['all'][number];

/**
 * A discovery with everything at its default: how long its minimal sets take under the default variations, beside all that the
 * case's own answer takes. The search that follows a set that fails is left out.
 */
export function defaultVariations({ casePath, builder, scratch }: Surroundings): TrialsRow {
  tellStep('variations: one discovery');
  const out = join(scratch, 'variations');
  measureProgram(['discover', casePath, '--jobs=1', `--out=${out}`, ...builderOptions(builder)], scratch);
  const { cases } = JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')) as RunRecord;
  const trials = cases.flatMap((one) => one.trials.all);
  const own = timeOf(trials.filter(({ variation }) => variation === null));
  const sets = timeOf(trials.filter(({ purpose }) => purpose === 'variation'));
  const share = sets / own;
  const cells = ['the default variations', `${sets} ms`, `the case's own trials: ${own} ms`, share.toFixed(2)];
  return { cells: [...cells, `at most ${MOST.toFixed(2)}`], isKept: share <= MOST };
}

function timeOf(trials: readonly Trial[]): number {
  return trials.reduce((sum, { durationMs }) => sum + durationMs, 0);
}
