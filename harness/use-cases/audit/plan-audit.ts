import { isDeepStrictEqual } from 'node:util';
import type { SettingRules } from '../../builders/settings/setting-rules.ts';
import { isSubset, union } from '../../capabilities/capability-set.ts';
import { DOCKER_DEFAULTS } from '../../capabilities/universe.ts';
import type { CaseOverrides } from '../../corpus/case-overrides.ts';
import { parseContextOwner } from '../../corpus/configuration/configure.ts';
import type { ValueSources } from '../../corpus/configuration/read-argument.ts';
import { planContext } from '../../corpus/context/plan-context.ts';
import { findCases } from '../../corpus/find-cases.ts';
import { HarnessError } from '../../errors.ts';
import type { DeclaredBuild, UserQuestion } from '../../manifest/model/declared-build.ts';
import { givenBy } from '../../manifest/model/stated.ts';
import type { GivenAnswers } from '../../manifest/model/system.ts';
import type { Case } from '../../vocabulary/case.ts';
import { readValues } from '../planning/usable-cases.ts';
import { argumentsOfCases, standInNotes, withArgumentsOf, withStandIns } from './build-arguments.ts';
import { buildConfiguration } from './build-configuration.ts';
import { withoutSecrets } from './hide-secrets.ts';
import { type LocatedBuild, locateBuild } from './locate-build.ts';

/** A declared build, and what becomes of it. */
export interface AuditedPlan {
  readonly build: DeclaredBuild;
  /** Null where it cannot be tried. */
  readonly located: LocatedBuild | null;
  /** Ids of its cases: one for each cache; none where it cannot be tried. */
  readonly cases: readonly string[];
  /** What the user has to say, or to repair, before it can be tried. */
  readonly asked: readonly UserQuestion[];
  /** How trials differ from the pipeline, a sentence each. */
  readonly notes: readonly string[];
}

/** The cases of builds. Builds that are the same in all that counts share theirs. */
export interface PlannedAudit {
  readonly builds: readonly AuditedPlan[];
  readonly cases: readonly Case[];
}

/** What an audit is planned with. */
export interface AuditWish {
  readonly given: GivenAnswers;
  /** What the command line sets of every build besides, as the capabilities in play. */
  readonly overrides: CaseOverrides;
  readonly rules: SettingRules;
  readonly contextLimitBytes: number;
  readonly environment: ValueSources['environment'];
  readonly warn: (text: string) => void;
}

/** Makes cases of declared builds, with exactly their configuration. What cannot be tried is asked for; the others go on. */
export async function planAudit(builds: readonly DeclaredBuild[], wish: AuditWish): Promise<PlannedAudit> {
  const cases: PlannedCase[] = [];
  const planned: AuditedPlan[] = [];
  for (const declared of builds) {
    const { build, notes } = withoutSecrets(asGiven(declared, wish.overrides));
    const one = await planBuild(build, wish);
    const ids = one.cases.map((own) => addCase({ one: own, image: build.image?.value }, cases));
    planned.push({
      build: withArgumentsOf(build, one.cases[0], wish.overrides),
      located: one.located,
      cases: ids,
      asked: one.asked,
      notes: one.cases.length === 0 ? one.notes : [...notes, ...one.notes],
    });
  }
  return { builds: planned, cases: cases.map(({ one }) => one) };
}

interface PlannedBuild extends Omit<AuditedPlan, 'cases' | 'build'> {
  readonly cases: readonly Case[];
}

async function planBuild(build: DeclaredBuild, wish: AuditWish): Promise<PlannedBuild> {
  const notTried = (...asked: readonly UserQuestion[]): PlannedBuild => ({
    located: null,
    cases: [],
    asked,
    notes: [],
  });
  if (build.asked.length > 0) return notTried(...build.asked);
  const location = await locateBuild(build, wish.given);
  if ('missing' in location) return notTried(location.missing);
  const { settings, notes } = buildConfiguration(build, wish.rules);
  try {
    const cases = await casesOf(build, location.located, { wish, settings });
    for (const one of cases) {
      await readValues(one, { ...wish, givenArguments: wish.overrides.buildArguments ?? {} }, wish.warn);
      await planContext(one, { sizeLimitBytes: wish.contextLimitBytes });
    }
    return {
      located: location.located,
      cases,
      asked: [],
      notes: [...notes, ...standInNotes(cases), ...seccompNote(wish.overrides)],
    };
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    return notTried({ name: error.code, answer: error.hint ?? '', because: `${error.message}.`, place: build.place });
  }
}

async function casesOf(
  build: DeclaredBuild,
  { context, dockerfile }: LocatedBuild,
  {
    wish,
    settings,
  }: { readonly wish: AuditWish; readonly settings: ReturnType<typeof buildConfiguration>['settings'] },
): Promise<Case[]> {
  const found = await findCases([dockerfile.value], {
    ...wish.overrides,
    configuration: { ...settings, ...given(wish.overrides.configuration) },
    context: context.value,
    buildArguments: argumentsOfCases(build, wish.overrides),
    target: wish.overrides.target ?? build.target.value ?? undefined,
    universe: wish.overrides.universe ?? universeOf(build),
  });
  const { builderFlags = [], builderEnvironment = {} } = settings;
  return found.map((one) => ({
    ...withStandIns(one, wish.overrides),
    id: idOf(build, one, found.length),
    title: build.title,
    // A case.json beside the Dockerfile has no say in what the manifest says.
    configuration: { ...one.configuration, builderFlags, builderEnvironment },
  }));
}

function seccompNote({ configuration: { seccomp } = {} }: CaseOverrides): string[] {
  return seccomp === undefined ? [] : [`Trials run under --seccomp ${seccomp}, whatever the manifest says.`];
}

/** A build with what the command line says of its files instead of what its manifest lets one assume. */
function asGiven(build: DeclaredBuild, { configuration = {} }: CaseOverrides): DeclaredBuild {
  const { contextOwner, contextModes } = configuration;
  return {
    ...build,
    owner: contextOwner === undefined ? build.owner : givenBy(parseContextOwner(contextOwner), '--context-owner'),
    modes: contextModes === undefined ? build.modes : givenBy(contextModes, '--context-modes'),
  };
}

/** The settings that the command line really gives. */
function given(settings: CaseOverrides['configuration'] = {}): NonNullable<CaseOverrides['configuration']> {
  return Object.fromEntries(
    Object.entries(settings).filter(
      ([, value]) => value !== undefined && !isDeepStrictEqual(value, []) && !isDeepStrictEqual(value, {}),
    ),
  );
}

/** Docker's defaults, and what the manifest adds to them by name: nothing that it does not grant is tried unasked. */
function universeOf({ security }: DeclaredBuild): CaseOverrides['universe'] {
  const added = security.privileged.value ? [] : security.added.filter(({ text }) => text.toUpperCase() !== 'ALL');
  return added.reduce(
    (set, { meaning }) => (isSubset(meaning, DOCKER_DEFAULTS) ? set : union(set, meaning)),
    DOCKER_DEFAULTS,
  );
}

/** `task-kaniko-build-and-push`, and which cache where there are two. */
function idOf(build: DeclaredBuild, { configuration }: Case, count: number): string {
  const name = build.id
    .slice(build.id.indexOf('#') + 1)
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
  return count === 1 ? name || 'build' : `${name || 'build'}.${configuration.cache}-cache`;
}

/** A case, and the image that its executor is in. */
interface PlannedCase {
  readonly one: Case;
  readonly image: string | undefined;
}

/** Adds a case unless the same one is there; gives its id, which is made unique. */
function addCase({ one, image }: PlannedCase, cases: PlannedCase[]): string {
  const same = cases.find((other) => other.image === image && isDeepStrictEqual(unnamed(other.one), unnamed(one)));
  if (same !== undefined) return same.one.id;
  let [id, count] = [one.id, 1];
  while (cases.some((other) => other.one.id === id)) {
    count += 1;
    id = `${one.id}-${count}`;
  }
  cases.push({ one: { ...one, id }, image });
  return id;
}

function unnamed({ id, title, path, ...rest }: Case): Omit<Case, 'id' | 'title' | 'path'> {
  return rest;
}
