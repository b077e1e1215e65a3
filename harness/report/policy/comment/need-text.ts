import {
  type CapabilitySet,
  difference,
  intersection,
  isSubset,
  namesOf,
  singletons,
} from '../../../capabilities/capability-set.ts';
import { holds } from '../../../capabilities/cube.ts';
import { setOfNames } from '../../../capabilities/parse-set.ts';
import { decidingCube, isException, recordedCover } from '../../../record/answer-cover.ts';
import type { CaseRecord, Loss } from '../../../record/record.ts';
import { countOf, safeText, shorten } from '../../../text/plain-text.ts';
import { lossText } from '../../blocks/answer/loss-text.ts';
import type { Policy } from '../policy.ts';

/** How many trials are cited for one capability, and how long its reason may be. */
const CITED = 3;
const LONGEST_REASON = 90;

/** For each capability that is granted, the trials in which it was missing, and what the first of them showed. */
export function needLines(policy: Policy): string[] {
  const names = namesOf(policy.set);
  const width = Math.max(0, ...names.map(({ length }) => length));
  return singletons(policy.set).map((single) => {
    const [name = ''] = namesOf(single);
    return `${name.padEnd(width)}  ${needText(policy, single)}`;
  });
}

function needText(policy: Policy, single: CapabilitySet): string {
  const missed = policy.cases.flatMap((one) => missedIn(one, policy, single));
  const [first] = missed;
  if (first === undefined) return repairText(policy, single) ?? 'no trial shows that it is needed';
  const ids = missed.slice(0, CITED).map(({ trial }) => safeText(trial));
  const more = missed.length > CITED ? `, and in ${countOf(missed.length - CITED, 'more case')}` : '';
  return `${shorten(first.reason, LONGEST_REASON)} (${ids.join(', ')}${more})`;
}

/** What no case needs by itself may keep what one case needs from hurting another. */
function repairText({ cases, answer, set }: Policy, single: CapabilitySet): string | undefined {
  const without = difference(set, single);
  const hurt = cases.flatMap((one) => {
    const cover = recordedCover(one, answer);
    const inside = intersection(without, setOfNames(one.universe));
    if (!isException(cover, inside)) return [];
    return [safeText([one.id, ...(decidingCube(cover, inside)?.trials.slice(0, 1) ?? [])].join('/'))];
  });
  if (hurt.length === 0) return undefined;
  const more = hurt.length > CITED ? `, and ${countOf(hurt.length - CITED, 'more case')}` : '';
  return `without it the rest of the set hurts ${hurt.slice(0, CITED).join(', ')}${more}`;
}

/** A trial, `CASE/TRIAL`, that shows that a case does not work with the rest of the set, and what it showed. */
interface Missed {
  readonly trial: string;
  readonly reason: string;
}

function missedIn(one: CaseRecord, policy: Policy, single: CapabilitySet): Missed[] {
  const rest = difference(intersection(policy.set, setOfNames(one.universe)), single);
  const missed = lossOf(one, policy, { single, rest }) ?? watchedFailure(one, policy, rest);
  return missed === undefined ? [] : [{ ...missed, trial: `${one.id}/${missed.trial}` }];
}

/**
 * The trials of a case that show that the set cannot do without a capability: they had all the rest of it, and failed, or lacked
 * some of it that the kernel was never asked about. What a case lost for want of several capabilities at once shows nothing of one.
 */
function lossOf(
  one: CaseRecord,
  { answer }: Policy,
  { single, rest }: { readonly single: CapabilitySet; readonly rest: CapabilitySet },
): Missed | undefined {
  const failing =
    recordedCover(one, answer)?.cubes.filter((cube) => cube.outcome === 'fail' && holds(cube, rest)) ?? [];
  const loss = one.losses.find(
    ({ capability, set: tried, verdict }) =>
      setOfNames([capability]) === single &&
      (isSubset(rest, setOfNames(tried)) || failing.some((cube) => holds(cube, setOfNames(tried)))) &&
      (answer === 'faithful' || verdict !== 'degraded'),
  );
  const [trial] = loss?.trials ?? [];
  return loss === undefined || trial === undefined ? undefined : { trial, reason: lossReason(loss) };
}

function lossReason(loss: Loss): string {
  const { place, silent, what } = lossText(loss);
  return [...(place === '' ? [] : [place]), ...(silent ? ['SILENT'] : []), what].join(': ');
}

/** A watched trial that decides that the rest of the set fails by itself, not because more capabilities hurt. */
function watchedFailure(one: CaseRecord, { answer }: Policy, rest: CapabilitySet): Missed | undefined {
  const cover = recordedCover(one, answer);
  const cube = decidingCube(cover, rest);
  if (cube?.outcome !== 'fail' || isException(cover, rest)) return undefined;
  const trial = one.trials.all.find(({ id }) => cube.trials.includes(id));
  if (trial === undefined) return undefined;
  const silent = trial.verdict === 'degraded' ? ['SILENT'] : [];
  return { trial: trial.id, reason: safeText([...silent, trial.shown[0] ?? trial.verdict].join(': ')) };
}
