import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import type {
  CommandOutcome,
  CommandSpecification,
  Engine,
  EngineHost,
  ImageSummary,
  Isolation,
  Obstacle,
  OwnedObject,
} from '../../engine/port.ts';
import type { TrialSpecification } from '../../engine/trial-port.ts';
import { scriptedImages } from './scripted-images.ts';
import { openScriptedSite, type ScriptedRegistry } from './scripted-site.ts';
import { ScriptedState } from './scripted-state.ts';
import type { TrialScript } from './scripted-trial.ts';

/** What there is besides trials. */
export interface ScriptedWorld {
  /** By reference. */
  readonly images?: Readonly<Record<string, ImageSummary>>;
  /** References that can be fetched; they are among the images from then on. */
  readonly remoteImages?: Readonly<Record<string, ImageSummary>>;
  /** Whether it keeps images of its own. @default true */
  readonly imagesAreKept?: boolean;
  /** What keeps trials from a seccomp profile in a file. @default nothing */
  readonly seccompFileObstacle?: Obstacle;
  /** What the registries of sites hold. @default images without layers */
  readonly registry?: ScriptedRegistry;
  /** @default one */
  readonly hosts?: readonly EngineHost[];
  /** What no container gets. @default nothing */
  readonly ungrantable?: CapabilitySet;
  /** What a process that was killed left there. @default nothing */
  readonly left?: readonly OwnedObject[];
  /** What a trial finds that tries to reach more than its registry. @default the engine itself sees to it */
  readonly isolation?: Isolation;
  /** Whether `calls` and `trials` are kept, which takes memory with each trial. @default true */
  readonly remembers?: boolean;
  /** Called whenever something was made or removed. */
  readonly changed?: (objects: readonly OwnedObject[]) => void;
  /** Answers the commands that are run once. @default none can be run */
  readonly command?: (specification: CommandSpecification) => CommandOutcome;
}

/** An engine in memory that does as it is told, refuses what a real one would refuse, and remembers what it was asked. */
export interface ScriptedEngine extends Engine {
  /** What was asked, in order: `openSite run`, `startTrial name`, `feed name`, `remove name`, ... */
  readonly calls: readonly string[];
  /** Every trial that was asked for, the ones that did not start among them. */
  readonly trials: readonly TrialSpecification[];
  /** What exists now: a test asserts that nothing is left. */
  readonly objects: readonly OwnedObject[];
  /** Gives it an image, as another engine does. */
  give(reference: string, image: ImageSummary): void;
  /** Takes something away behind the user's back, as a crash does. */
  kill(name: string): void;
}

/** Makes a scripted engine. What its user may never do makes it throw; what a user cannot know is refused as a value. */
export function scriptedEngine(script: TrialScript, world: ScriptedWorld = {}): ScriptedEngine {
  const state = new ScriptedState(world);
  return {
    kind: 'scripted',
    foundBy: 'a test',
    calls: state.calls,
    trials: state.trials,
    get objects() {
      return state.objects;
    },
    give: (reference, image) => state.addImage(reference, image),
    kill: (name) => state.remove(name),
    images: scriptedImages(state, world.remoteImages, world.imagesAreKept),
    seccompFileObstacle: world.seccompFileObstacle ?? null,
    hosts: async () => state.hosts,
    runOnce: async (specification) => {
      const { image, command } = specification;
      state.ask(`runOnce ${command.join(' ')}`);
      if (state.image(image) === undefined) return { kind: 'not-asked', message: `no such image: ${image}` };
      return world.command?.(specification) ?? { kind: 'failed', message: 'it cannot be run' };
    },
    openSite: async (specification) => openScriptedSite(specification, { state, script, world }),
    owned: async (run) => state.objects.filter(({ ownership }) => run === undefined || ownership?.run === run),
    remove: async (unwanted) => {
      for (const { name } of unwanted) {
        state.ask(`remove ${name}`);
        state.remove(name);
      }
      return [...unwanted];
    },
    close: async () => state.close(),
  };
}
