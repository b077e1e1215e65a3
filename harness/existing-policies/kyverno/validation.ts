import { controlsOf } from '../levels/pod-security-policy.ts';
import { ADMITS, breaks, NOT_ABOUT_IT, notJudged, type RuleAnswer, worstOf } from '../model/existing-policy.ts';
import {
  containersOf,
  type Json,
  type JsonMap,
  type JudgedPod,
  listIn,
  textIn,
  textsIn,
  valueIn,
} from '../model/judged-pod.ts';
import { isLike } from '../model/match.ts';
import { conditionsHold } from './conditions.ts';
import { matchPattern } from './pattern.ts';
import { type KyvernoContext, query, substitute } from './substitute.ts';

/** What a rule with patterns, conditions or a Pod Security level says to a pod. */
export function judgeValidation(rule: Json, pod: JudgedPod): RuleAnswer {
  if (listIn(rule, 'context').length > 0) {
    return notJudged('The rule reads a ConfigMap, an API or another source, which only the cluster has.');
  }
  const validate = valueIn(rule, 'validate') ?? null;
  const asked = conditionsHold(valueIn(rule, 'preconditions'), contextOf(pod));
  if (typeof asked === 'object') return notJudged(asked.because);
  if (!asked) return NOT_ABOUT_IT;
  const message = textIn(validate, 'message')?.replace(/\s+/g, ' ').trim();
  return judgeCheck(validate, { pod, context: contextOf(pod), subject: pod.object, message });
}

/** What is judged, and by which variables. */
interface Subject {
  readonly pod: JudgedPod;
  readonly context: KyvernoContext;
  readonly subject: Json;
  readonly message: string | undefined;
}

function judgeCheck(check: Json, subject: Subject): RuleAnswer {
  if (valueIn(check, 'deny') !== undefined) return judgeDeny(check, subject);
  if (valueIn(check, 'pattern') !== undefined) return judgePattern(valueIn(check, 'pattern') ?? null, subject);
  if (valueIn(check, 'anyPattern') !== undefined) return judgeAnyPattern(listIn(check, 'anyPattern'), subject);
  if (valueIn(check, 'foreach') !== undefined) return judgeForeach(listIn(check, 'foreach'), subject);
  if (valueIn(check, 'podSecurity') !== undefined)
    return judgeLevel(valueIn(check, 'podSecurity') ?? null, subject.pod);
  return notJudged('The rule is of a form that is not read here: neither pattern, deny, foreach, podSecurity nor cel.');
}

function judgeDeny(check: Json, { context, message }: Subject): RuleAnswer {
  const denied = conditionsHold(valueIn(check, 'deny', 'conditions') ?? null, context);
  if (typeof denied === 'object') return notJudged(denied.because);
  return denied ? breaks(message ?? 'The conditions under which the rule denies hold.') : ADMITS;
}

function judgePattern(pattern: Json, { context, subject, message }: Subject): RuleAnswer {
  const made = substitute(pattern, context);
  if ('because' in made) return notJudged(made.because);
  const result = matchPattern(subject, made.value);
  if (result.kind === 'not-judged') return notJudged(result.because);
  if (result.kind === 'skips') return NOT_ABOUT_IT;
  return result.kind === 'meets' ? ADMITS : breaks(`${message ?? 'The pattern is not met.'} (at ${result.path})`);
}

/** One of the patterns has to be met. */
function judgeAnyPattern(patterns: readonly Json[], subject: Subject): RuleAnswer {
  const answers = patterns.map((pattern) => judgePattern(pattern, subject));
  return (
    answers.find(({ verdict }) => verdict === 'admits') ??
    answers.find(({ verdict }) => verdict === 'not-judged') ??
    (answers.every(({ verdict }) => verdict === 'not-about-it')
      ? NOT_ABOUT_IT
      : (answers.find(({ verdict }) => verdict === 'breaks') ?? ADMITS))
  );
}

function judgeForeach(loops: readonly Json[], subject: Subject): RuleAnswer {
  const answers = loops.flatMap((loop): RuleAnswer[] => {
    if (listIn(loop, 'context').length > 0 || valueIn(loop, 'foreach') !== undefined) {
      return [notJudged('A loop with a context or another loop in it is not read here.')];
    }
    const list = query(textIn(loop, 'list') ?? '', subject.context);
    if ('because' in list) return [notJudged(list.because)];
    const elements = Array.isArray(list.value) ? (list.value as readonly Json[]) : [];
    return elements.map((element, index) =>
      judgeElement(loop, element, { ...subject, context: within(subject.context, element, index), subject: element }),
    );
  });
  return answers.length === 0 ? NOT_ABOUT_IT : worstOf(answers);
}

function judgeElement(loop: Json, element: Json, subject: Subject): RuleAnswer {
  const asked = conditionsHold(valueIn(loop, 'preconditions'), subject.context);
  if (typeof asked === 'object') return notJudged(asked.because);
  if (!asked) return NOT_ABOUT_IT;
  const answer = judgeCheck(loop, subject);
  const name = textIn(element, 'name');
  return answer.verdict === 'breaks' && name !== undefined ? breaks(`Container ${name}: ${answer.because}`) : answer;
}

/** A level of the Pod Security Standards, some of whose controls may be left out. */
function judgeLevel(podSecurity: Json, pod: JudgedPod): RuleAnswer {
  const level = textIn(podSecurity, 'level');
  if (level !== 'baseline' && level !== 'restricted' && level !== 'privileged')
    return notJudged('The rule names no level.');
  const excluded = new Set(exceptionsFor(podSecurity, pod));
  const broken = controlsOf(level)
    .map(({ name, broken: find }) => ({ name, found: find(pod) }))
    .filter(({ found }) => found.length > 0);
  const held = broken.find(({ name }) => !excluded.has(name));
  if (held !== undefined) return breaks(`${held.name}: ${held.found.join('; ')}.`);
  if (broken.length === 0) return ADMITS;
  return notJudged(
    `The pod breaks ${broken.map(({ name }) => name).join(' and ')}, for which the rule makes exceptions that are not read here.`,
  );
}

/** The controls for which a rule makes exceptions that may be for this pod: those for images are where one of its containers has one. */
function exceptionsFor(podSecurity: Json, pod: JudgedPod): string[] {
  const used = containersOf(pod).map(({ container }) => textIn(container, 'image') ?? '');
  return listIn(podSecurity, 'exclude').flatMap((one) => {
    const images = textsIn(one, 'images');
    const isForIt = images.length === 0 || used.some((image) => images.some((pattern) => isLike(image, pattern)));
    return isForIt ? [textIn(one, 'controlName') ?? ''] : [];
  });
}

function contextOf(pod: JudgedPod): KyvernoContext {
  const request: JsonMap = {
    object: pod.object,
    operation: 'CREATE',
    kind: { group: '', version: 'v1', kind: 'Pod' },
    namespace: pod.namespace,
  };
  return { values: { request }, knowsNamespace: pod.namespace !== null };
}

function within({ values, knowsNamespace }: KyvernoContext, element: Json, elementIndex: number): KyvernoContext {
  return { values: { ...values, element, elementIndex }, knowsNamespace };
}
