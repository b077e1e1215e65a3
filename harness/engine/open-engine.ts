import { HarnessError } from '../errors.ts';
import { dockerKind } from './docker/docker-kind.ts';
import type { EngineKind } from './engine-kind.ts';
import { ENGINE_NAMES, type EngineName } from './engine-names.ts';
import { kubernetesKind } from './kubernetes/kubernetes-kind.ts';
import { podmanKind } from './podman/podman-kind.ts';
import { poolEngine } from './pool/pool-engine.ts';
import { openedTogether } from './pool/roster.ts';
import type { Engine } from './port.ts';

/** The kinds of engines. A new kind is a folder here, a line in this table, and its name in `engine-names.ts`. */
const KINDS: Readonly<Record<EngineName, EngineKind>> = {
  docker: dockerKind,
  podman: podmanKind,
  kubernetes: kubernetesKind,
};

/** The kinds of engines, in the order in which they are looked for. */
export const ENGINE_KINDS: readonly EngineKind[] = ENGINE_NAMES.map((name) => KINDS[name]);

/** How long an engine may take to answer one request. */
const DEADLINE_MS = 60_000;

/** Which engine is wanted. */
export interface EngineWish {
  /** The name of its kind. @default what KANIKO_CAPS_ENGINE says, else the first kind of which one answers */
  readonly name?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where engines are; several of them are used as one. @default where the environment says */
  readonly hosts?: readonly string[] | undefined;
  /** @default all that there are */
  readonly kinds?: readonly EngineKind[];
}

/**
 * Opens the engine that the user names, or the first one that answers.
 *
 * @throws HarnessError ENGINE_CHOICE for a choice that cannot be understood, ENGINE_UNREACHABLE if there is no engine, or what
 *   else keeps the chosen one from being used.
 */
export async function openEngine({ name, environment, hosts = [], kinds = ENGINE_KINDS }: EngineWish): Promise<Engine> {
  const chosen = name ?? environment['KANIKO_CAPS_ENGINE'];
  if (hosts.length > 0) return openAt(hosts, environment, chosen ? kindNamed(chosen, kinds) : kinds[0]);
  const problems: HarnessError[] = [];
  for (const kind of chosen ? [kindNamed(chosen, kinds)] : kinds.filter(({ isOnlyNamed }) => isOnlyNamed !== true)) {
    const opening = await kind.open({ environment, deadlineMs: DEADLINE_MS });
    if (opening.kind === 'open') return opening.engine;
    problems.push(opening.problem);
  }
  throw noneOf(problems);
}

/**
 * A manifest that grants a run what it needs on an engine of the kind that the user names.
 *
 * @throws HarnessError ENGINE_CHOICE if engines of that kind have no such rights.
 */
export async function rightsManifest({ name, environment, kinds = ENGINE_KINDS }: EngineWish): Promise<string> {
  const chosen = name ?? environment['KANIKO_CAPS_ENGINE'] ?? '';
  const manifest = await kinds
    .find((kind) => kind.name === chosen)
    ?.rightsManifest?.({ environment, deadlineMs: DEADLINE_MS });
  if (manifest !== undefined) return manifest;
  throw new HarnessError('ENGINE_CHOICE', 'Only a cluster has rights to grant', { hint: 'Add --engine kubernetes.' });
}

async function openAt(
  hosts: readonly string[],
  environment: EngineWish['environment'],
  kind: EngineKind | undefined,
): Promise<Engine> {
  if (kind?.openAt === undefined) {
    throw new HarnessError('ENGINE_CHOICE', `--host does not say where an engine of the kind ${kind?.name} is`, {
      hint: 'Leave --host out, or choose --engine docker or --engine podman.',
    });
  }
  const search = { environment, deadlineMs: DEADLINE_MS };
  const openings = hosts.map((host) => kind.openAt?.(host, search) ?? Promise.reject(new Error('no engine')));
  const members = await openedTogether(openings);
  const [only, ...others] = members;
  if (only !== undefined && others.length === 0) return only.engine;
  try {
    return await poolEngine(members);
  } catch (thrown) {
    for (const { engine } of members) await engine.close().catch(() => undefined);
    throw thrown;
  }
}

function kindNamed(name: string, kinds: readonly EngineKind[]): EngineKind {
  const kind = kinds.find((candidate) => candidate.name === name);
  if (kind !== undefined) return kind;
  throw new HarnessError('ENGINE_CHOICE', `There is no kind of engine called ${name}`, {
    hint: `Choose one of: ${kinds.map((known) => known.name).join(', ')}.`,
  });
}

function noneOf(problems: readonly HarnessError[]): HarnessError {
  const [first, ...others] = problems;
  if (first !== undefined && others.length === 0) return first;
  return new HarnessError(
    'ENGINE_UNREACHABLE',
    `No engine answers: ${problems.map(({ message }) => message).join('; ')}`,
    {
      ...(first?.hint !== undefined && { hint: first.hint }),
      cause: first,
    },
  );
}
