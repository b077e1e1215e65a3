import type { BuilderRequest, RunPlan } from '../vocabulary/run-plan.ts';

/** The same plan for some of its cases, in their order. */
export function forCases(plan: RunPlan, ids: readonly string[]): RunPlan {
  const cases = plan.question.cases.filter(({ id }) => ids.includes(id));
  return { ...plan, question: { ...plan.question, cases } };
}

/** The same plan for another builder. */
export function forBuilder(plan: RunPlan, builder: BuilderRequest): RunPlan {
  return { ...plan, conduct: { ...plan.conduct, builder } };
}
