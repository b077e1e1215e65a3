import type { GivenAnswers } from '../../manifest/model/system.ts';

/** The names that trials leave out in tests, as Kaniko's rules have them. */
const NOT_PASSED = [
  'destination',
  'insecure',
  'skip-tls-verify',
  'verbosity',
  'digest-file',
  'registry-mirror',
  'no-push',
];

/** What a command line says that says nothing but this. */
export function answers(told: Partial<GivenAnswers> & { readonly names?: Record<string, string> } = {}): GivenAnswers {
  const { names = {}, ...others } = told;
  return {
    set: new Map(Object.entries(names)),
    runtime: undefined,
    context: undefined,
    dockerfile: undefined,
    reachesBuilder: (name) => !NOT_PASSED.includes(name),
    ...others,
  };
}
