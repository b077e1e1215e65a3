import type { Case, InvalidCase } from '../vocabulary/case.ts';
import type { RunPlan } from '../vocabulary/run-plan.ts';

/** The cases that a run tries: all of its plan, or those of its shard. */
export function casesToRun({ question, shard }: Pick<RunPlan, 'question' | 'shard'>): readonly Case[] {
  return shard === null ? question.cases : question.cases.filter(({ id }) => shard.own.includes(id));
}

/** The invalid cases that a run tells of: all of its plan; of several shards the first one does. */
export function invalidHere({ question, shard }: Pick<RunPlan, 'question' | 'shard'>): readonly InvalidCase[] {
  return (shard?.index ?? 1) === 1 ? question.invalid : [];
}
