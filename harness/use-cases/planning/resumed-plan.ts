import { resolve } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { readFirstEntry } from '../../journal/journal.ts';
import { casesToRun } from '../../plan/cases-to-run.ts';
import { startOf } from '../../proof/derive-record.ts';
import type { Case } from '../../vocabulary/case.ts';
import type { RunPlan } from '../../vocabulary/run-plan.ts';
import type { Variation } from '../../vocabulary/variation.ts';
import { type PlannedRun, readGuides } from './plan-run.ts';

/** What may be asked for anew of a run that is gone on with. */
export interface RenewedLimits {
  /** Undefined to keep the limit that it began with. */
  readonly maxTrials: number | undefined;
  readonly maxTimeMs: number | undefined;
  /** The variations that are asked for; undefined to keep those that it began with. */
  readonly variations: readonly Variation[] | undefined;
}

/** A run to go on with. */
export interface ResumedRun extends PlannedRun {
  readonly run: string;
  /** The kind of engine on which it began; another would be refused. */
  readonly engine: string;
  /** Absolute. */
  readonly directory: string;
}

/**
 * The plan with which a kept run began; only what it may spend may be asked for anew.
 *
 * @throws HarnessError for a directory without a run, or for what cannot be changed any more.
 */
export async function resumedPlan(
  directory: string,
  limits: RenewedLimits,
  warn: (text: string) => void,
): Promise<ResumedRun> {
  const kept = resolve(directory);
  const { run, plan: before, environment } = startOf([await readFirstEntry(kept)]);
  const { policy } = before.question;
  const late = limits.variations?.filter((name) => !policy.variations.includes(name)) ?? [];
  if (late.length > 0) throw variedLate(directory, late);
  const plan: RunPlan = {
    ...before,
    question: {
      ...before.question,
      policy: {
        ...policy,
        maxTrials: limits.maxTrials ?? policy.maxTrials,
        maxTimeMs: limits.maxTimeMs ?? policy.maxTimeMs,
      },
    },
  };
  const unkept = casesToRun(plan).flatMap(namesOfUnkept);
  if (unkept.length > 0)
    warn(`Give the same values as before of ${[...new Set(unkept)].join(', ')}. They were not kept.`);
  const records = await readGuides(
    { cases: casesToRun(plan), conduct: plan.conduct, policy: plan.question.policy },
    warn,
  );
  return { plan, records, givenArguments: {}, run, engine: environment.engine, directory: kept };
}

/** What of a case is secret and was given: another value would not be noticed. */
function namesOfUnkept({ sources, secretArguments }: Case): string[] {
  const isGiven = ({ from }: Case['secretArguments'][number] | Case['sources']['secrets'][number]): boolean =>
    from.kind !== 'stand-in';
  return [
    ...sources.secrets.filter(isGiven).map(({ id }) => id),
    ...secretArguments.filter(isGiven).map(({ name }) => name),
  ];
}

function variedLate(directory: string, late: readonly Variation[]): HarnessError {
  const option = `--vary ${late.join(',')}`;
  return new HarnessError('OPTIONS_CONFLICT', `The run in ${directory} was started without ${option}`, {
    hint: `Leave --vary out, or start a new run that uses this one as a guide: discover ${option} --prior ${directory}.`,
  });
}
