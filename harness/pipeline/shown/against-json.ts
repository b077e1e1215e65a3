import * as z from 'zod';
import type { PolicyJudgement } from '../../existing-policies/judge.ts';
import type { JudgedBuild } from '../against/against-policies.ts';

const place = z.object({ file: z.string(), line: z.number() }).nullable();

const judgement = z.object({
  /** `reported`: a rule is broken, and the cluster lets the pod in. `not-about-it`: the policy is about other pods. */
  verdict: z.enum(['admits', 'breaks', 'reported', 'not-judged', 'not-about-it']),
  /** The rules that are broken, or that cannot be judged. */
  rules: z.array(
    z.object({
      name: z.string(),
      place,
      verdict: z.enum(['breaks', 'not-judged']),
      denies: z.boolean(),
      because: z.string(),
    }),
  ),
});

/** What the policies of a cluster say to a build. */
export const judgedBuild = z.object({
  /** Its id. */
  build: z.string(),
  /** Null where it runs in no pod, so that a cluster does not look at it. */
  policies: z
    .array(
      z.object({
        title: z.string(),
        /** Null for a Pod Security level. */
        place,
        declared: judgement,
        /** Null where it is not known what the build needs. */
        needed: judgement.nullable(),
      }),
    )
    .nullable(),
});

/** The same for programs. */
export function judgedBuildJson({ one, judgements }: JudgedBuild): z.output<typeof judgedBuild> {
  const policies = judgements?.map(({ policy, declared, needed }) => ({
    title: policy.title,
    place: policy.place,
    declared: judgementJson(declared),
    needed: needed === null ? null : judgementJson(needed),
  }));
  return { build: one.build.id, policies: policies ?? null };
}

function judgementJson({ verdict, told }: PolicyJudgement): z.output<typeof judgement> {
  const rules = told.flatMap(({ rule, answer }) =>
    answer.verdict === 'breaks' || answer.verdict === 'not-judged'
      ? [
          {
            name: rule.name,
            place: rule.place,
            verdict: answer.verdict,
            denies: rule.effect === 'denies',
            because: answer.because,
          },
        ]
      : [],
  );
  return { verdict, rules };
}
