import type { BuildArgument, DeclaredBuild, DeclaredContext } from '../model/declared-build.ts';
import type { ExecutorStep, Owner } from '../model/executor-step.ts';
import { assumed, givenBy, type Origin, type Stated, writtenAt } from '../model/stated.ts';
import type { GivenAnswers } from '../model/system.ts';
import type { ResolvedName, Written } from '../model/written.ts';
import { contextQuestions, namesAsked } from './asked-names.ts';
import { DEFAULT_CONTEXT, readContext } from './executor-context.ts';
import { type ExecutorFlag, lastFlag, readExecutorFlags, switchValue } from './executor-flags.ts';

/** Flags that become settings of their own. */
const OWN_SETTINGS: readonly string[] = [
  'context',
  'context-sub-path',
  'bucket',
  'dockerfile',
  'target',
  'build-arg',
  'secret',
  'cache',
];

/** What the words of a step mean: the one reading of executor calls for all systems. */
export function declareBuild(
  step: ExecutorStep,
  { system, id, given }: { readonly system: string; readonly id: string; readonly given: GivenAnswers },
): DeclaredBuild {
  const { flags, others: loose } = readExecutorFlags(step.call.kind === 'words' ? step.call.words : []);
  const context = contextOf(step, flags);
  const others = flags.filter(({ name }) => !OWN_SETTINGS.includes(name));
  const told = { step, flags, given };
  const build = {
    id,
    system,
    title: step.title,
    place: step.place,
    image: step.image,
    onlyIf: step.call.kind === 'words' ? step.call.only : null,
    context,
    ...filesOf(context.value),
    dockerfile: statedFlag(told, 'dockerfile') ?? assumed('Dockerfile', "the executor's default"),
    workingDirectory: step.workingDirectory,
    target: statedFlag(told, 'target') ?? assumed(null, 'no stage is named, so the last one is built'),
    buildArguments: flags.flatMap((flag) => buildArgument(flag)),
    secrets: flags.flatMap((flag) => secretOf(flag)),
    cache: cacheOf(flags),
    flags: others.filter(({ name }) => given.reachesBuilder(name)),
    leftOut: others.filter(({ name }) => !given.reachesBuilder(name)),
    environment: step.environment,
    security: step.security,
    patch: step.patch,
  };
  // A word that is only a name may stand for any flags.
  const words = [...wordsOf(build, flags), ...loose];
  const ofContext = flags.flatMap(({ name, value }) => (isOfContext(name) && value !== null ? [value] : []));
  return {
    ...build,
    names: eachOnce([...words, ...ofContext]),
    // A local directory stands for whatever the context is called.
    asked: [
      ...contextQuestions(step, build, given),
      ...namesAsked(given.context === undefined ? [...ofContext, ...words] : words),
    ],
  };
}

/** The words that decide what the build does, but for its context. */
function wordsOf(
  { image, flags: passed }: Pick<DeclaredBuild, 'image' | 'flags'>,
  flags: readonly ExecutorFlag[],
): Written[] {
  const named = flags.filter(({ name }) => OWN_SETTINGS.includes(name) && !isOfContext(name));
  return [...(image === undefined ? [] : [image]), ...[...named, ...passed].flatMap(({ value }) => value ?? [])];
}

function isOfContext(name: string): boolean {
  return name === 'bucket' || name.startsWith('context');
}

function contextOf(
  { call, workingDirectory, mounts }: ExecutorStep,
  flags: readonly ExecutorFlag[],
): Stated<DeclaredContext> {
  if (call.kind === 'elsewhere') {
    return { value: { kind: 'not-known', written: '' }, from: { kind: 'written', place: call.place } };
  }
  const flag = lastFlag(flags, 'context');
  const bucket = lastFlag(flags, 'bucket');
  const subPath = lastFlag(flags, 'context-sub-path');
  const told = bucket?.value ?? flag?.value;
  const from: Origin =
    told == null
      ? { kind: 'assumed', because: "the executor's default" }
      : { kind: 'written', place: (bucket ?? flag)?.place ?? call.place };
  const unresolved = [...(told?.unresolved ?? []), ...(subPath?.value?.unresolved ?? [])];
  if (unresolved.length > 0) return { value: { kind: 'not-known', written: told?.value ?? DEFAULT_CONTEXT }, from };
  const text = bucket?.value === undefined || bucket.value === null ? told?.value : bucketUrl(bucket.value.value);
  const place = { subPath: subPath?.value?.value ?? '', workingDirectory: workingDirectory.value, mounts };
  return { value: readContext(text ?? DEFAULT_CONTEXT, place), from };
}

function bucketUrl(bucket: string): string {
  return bucket.includes('://') ? bucket : `gs://${bucket}`;
}

const ROOT: Owner = { uid: 0, gid: 0 };

/** Whom the files belong to, and their modes. */
function filesOf(context: DeclaredContext): Pick<DeclaredBuild, 'owner' | 'modes'> {
  if (context.kind === 'directory' && context.mount !== null) {
    return { owner: context.mount.owner, modes: context.mount.modes };
  }
  const because =
    context.kind === 'git'
      ? 'the executor clones it itself, as root'
      : 'nothing says whose the files of the context are';
  return {
    owner: assumed(ROOT, because),
    modes: context.kind === 'git' ? assumed('git', 'a checkout under umask 022') : assumed('as-is', because),
  };
}

interface Told {
  readonly step: ExecutorStep;
  readonly flags: readonly ExecutorFlag[];
  readonly given: GivenAnswers;
}

function statedFlag({ flags, given }: Told, name: 'dockerfile' | 'target'): Stated<string> | undefined {
  if (name === 'dockerfile' && given.dockerfile !== undefined) return givenBy(given.dockerfile, '--dockerfile');
  const flag = lastFlag(flags, name);
  // An empty text, as of a parameter without a value, is the executor's default.
  return flag?.value == null || flag.value.value === '' ? undefined : writtenAt(flag.value.value, flag.place);
}

/** `--build-arg NAME=VALUE`. One without a value leaves the default of the Dockerfile. */
function buildArgument({ name, value }: ExecutorFlag): BuildArgument[] {
  const equals = value?.value.indexOf('=') ?? -1;
  if (name !== 'build-arg' || value === null || equals < 1) return [];
  const own = { ...value, value: value.value.slice(equals + 1) };
  return [{ name: value.value.slice(0, equals), value: own, from: { kind: 'written', place: value.place } }];
}

/** `--secret id=npm,src=/run/npm`: the id names the secret. */
function secretOf({ name, value, place }: ExecutorFlag): Stated<string>[] {
  if (name !== 'secret' || value === null) return [];
  const id = value.value
    .split(',')
    .find((part) => part.startsWith('id='))
    ?.slice('id='.length);
  return id === undefined || id === '' ? [] : [writtenAt(id, place)];
}

function cacheOf(flags: readonly ExecutorFlag[]): Stated<boolean> {
  const flag = lastFlag(flags, 'cache');
  const isOn = switchValue(flag);
  return flag === undefined || isOn === undefined
    ? assumed(false, "the executor's default")
    : writtenAt(isOn, flag.place);
}

function eachOnce(words: readonly Written[]): ResolvedName[] {
  const byName = new Map(words.flatMap(({ resolved }) => resolved).map((one) => [`${one.name}=${one.value}`, one]));
  return [...byName.values()];
}
