import type { Case } from '../vocabulary/case.ts';
import type { RunPlan } from '../vocabulary/run-plan.ts';

/** The cases that a run tries: all of its plan, or those of its shard. */
export function casesToRun({ question, shard }: Pick<RunPlan, 'question' | 'shard'>): readonly Case[] {
  return shard === null ? question.cases : question.cases.filter(({ id }) => shard.own.includes(id));
}
