import { HarnessError } from '../../errors.ts';
import { configurationText, KINDS } from '../../record/configuration-words.ts';
import type { CaseRecord } from '../../record/record.ts';
import { countOf, safeText, shorten } from '../../text/plain-text.ts';
import { type Configuration, type ContextModes, DEFAULT_CONFIGURATION } from '../../vocabulary/configuration.ts';
import { casesText } from './comment/serving-text.ts';
import type { Policy } from './policy.ts';

/** The longest flag that is told in full. */
const LONGEST = 120;

/**
 * The configuration that a policy states. Cases may differ in the owner and the modes of their files, which no manifest sets; the
 * comment lists these. Of a policy that grants alone, what its builds state themselves is left out where they differ in it.
 *
 * @throws HarnessError NO_POLICY naming the cases, where they were built under configurations that one manifest cannot have.
 */
export function statedConfiguration({
  cases,
  grantsAlone = false,
}: Pick<Policy, 'cases' | 'grantsAlone'>): Configuration {
  return grantsAlone ? configurationOf(cases.map(withoutDiffering(cases))) : configurationOf(cases);
}

/** What a build states for itself, besides its files. */
const OF_THE_BUILD = [
  'cache',
  'builderFlags',
  'builderEnvironment',
  'context',
] as const satisfies readonly (keyof Configuration)[];

/** Gives a case the defaults of what is of the builds themselves and differs between these cases. */
function withoutDiffering(cases: readonly CaseRecord[]): (one: CaseRecord) => CaseRecord {
  const differing = OF_THE_BUILD.filter(
    (name) => new Set(cases.map(({ configuration }) => JSON.stringify(configuration[name]))).size > 1,
  );
  const defaults = Object.fromEntries(differing.map((name) => [name, DEFAULT_CONFIGURATION[name]]));
  return (one) => ({ ...one, configuration: { ...one.configuration, ...defaults } });
}

function configurationOf(cases: readonly CaseRecord[]): Configuration {
  const groups = groupedBy(cases, ({ configuration }) => configurationText(withoutFiles(configuration)));
  const [first] = cases;
  if (groups.size <= 1) return first?.configuration ?? DEFAULT_CONFIGURATION;
  const told = [...groups].map(([words, those]) => `\n  ${casesText(those)}: ${words}`).join('');
  const [smallest = []] = [...groups.values()].toSorted((a, b) => a.length - b.length);
  throw new HarnessError(
    'NO_POLICY',
    `No policy is written: one manifest cannot have the configurations of all cases${told}`,
    {
      hint: `Choose cases of one configuration: ${smallest.map(({ id }) => `--case ${safeText(id)}`).join(' ')}. Or write several: --split-by case.`,
    },
  );
}

/** What a finding rests on besides the set: how the context arrived, whom it belonged to, and what else is not as by default. */
export function provenConfigurationLines({ cases }: Policy): string[] {
  const contexts = groupedBy(cases, ({ configuration }) => contextText(configuration));
  const others = groupedBy(cases, ({ configuration }) => configurationText(withoutContext(configuration)));
  const plain = configurationText(DEFAULT_CONFIGURATION);
  return [
    ...[...contexts].map(([text, those]) => `The context${ofCases(those, cases)} was ${text}.`),
    ...[...others].flatMap(([words, those]) =>
      words === plain ? [] : [`Configuration${ofCases(those, cases)}: ${words}.`],
    ),
  ];
}

/** The same in one line, with the cache and the flags named even where there are none; several configurations are counted. */
export function conditionText({ cases }: Policy): string {
  const contexts = [...groupedBy(cases, ({ configuration }) => contextText(configuration)).keys()];
  const others = [...groupedBy(cases, ({ configuration }) => settingsText(configuration)).keys()];
  return [
    contexts.length === 1 ? contexts[0] : `${countOf(contexts.length, 'kind')} of context`,
    others.length === 1 ? others[0] : `${countOf(others.length, 'configuration')}`,
  ].join(', ');
}

function settingsText({ cache, builderFlags, ...configuration }: Configuration): string {
  const { cache: off, builderFlags: none } = DEFAULT_CONFIGURATION;
  const rest = configurationText({ ...withoutContext({ ...configuration, cache: off, builderFlags: none }) });
  return [
    cache === 'off' ? 'no cache' : `a ${cache} cache`,
    builderFlags.length === 0
      ? 'no further flags'
      : builderFlags.map((flag) => safeText(shorten(flag, LONGEST))).join(' '),
    ...(rest === configurationText(DEFAULT_CONFIGURATION) ? [] : [rest]),
  ].join(', ');
}

const MODES: Readonly<Record<ContextModes, string>> = {
  'as-is': '',
  git: ', with the modes of a checkout (0755 and 0644)',
  'git-umask-0': ', with the modes of a checkout under umask 0 (0777 and 0666)',
};

/** `a mounted directory whose files belong to 0:0`. */
function contextText({ context: { kind, owner, modes } }: Configuration): string {
  const owned =
    owner === 'as-is'
      ? 'whose files belong to whom they did where it was tried'
      : `whose files belong to ${owner.uid}:${owner.gid}`;
  return `${KINDS[kind]} ${owned}${MODES[modes]}`;
}

function ofCases(those: readonly CaseRecord[], all: readonly CaseRecord[]): string {
  return those.length === all.length ? '' : ` of ${casesText(those)}`;
}

/** Owner and modes belong to the files, and not to who builds them. */
function withoutFiles(configuration: Configuration): Configuration {
  const { owner, modes } = DEFAULT_CONFIGURATION.context;
  return { ...configuration, context: { ...configuration.context, owner, modes } };
}

function withoutContext(configuration: Configuration): Configuration {
  return { ...configuration, context: DEFAULT_CONFIGURATION.context };
}

function groupedBy(cases: readonly CaseRecord[], keyOf: (one: CaseRecord) => string): Map<string, CaseRecord[]> {
  const groups = new Map<string, CaseRecord[]>();
  for (const one of cases) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}
