import { isUnanswered } from '../../proof/case-status.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { trialsOf } from '../../record/trials-of-set.ts';
import { countOf } from '../../text/plain-text.ts';
import type { RunTask } from '../../vocabulary/run-plan.ts';
import { outcomeOf } from '../../vocabulary/verdict.ts';

/** How many cases of a run have no answer yet, and how it goes on; undefined if all have one. `place` is the run's directory. */
export function unansweredText({ run, cases }: RunRecord, task: RunTask, place: string): string | undefined {
  const open = cases.filter((one) => lacksAnswer(one, task)).length;
  if (open === 0) return undefined;
  const limit = run.budgetSpent === null ? '' : ` --max-${run.budgetSpent} LIMIT`;
  const higher = run.budgetSpent === null ? '' : ', with a higher limit';
  const verb = open === 1 ? 'has' : 'have';
  return `${open} of ${countOf(cases.length, 'case')} ${verb} no answer yet. To go on${higher}: kaniko-caps discover --resume ${place}${limit}`;
}

/** Of a run that tries one set it is enough that this set has a verdict. */
function lacksAnswer(one: CaseRecord, task: RunTask): boolean {
  if (task.kind !== 'one-set') return isUnanswered(one);
  const isOver = ['reference-failed', 'flaky', 'invalid'].includes(one.status);
  return !isOver && trialsOf(one, task.set).every(({ verdict }) => outcomeOf(verdict, 'faithful') === undefined);
}
