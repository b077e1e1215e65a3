import type { Ownership } from '../../engine/ownership.ts';
import type { EngineHost, ImageSummary, OwnedObject } from '../../engine/port.ts';
import type { TrialSpecification } from '../../engine/trial-port.ts';
import type { ScriptedWorld } from './scripted-engine.ts';
import { SCRIPTED_ENVIRONMENT } from './scripted-environment.ts';

/** The one host of a scripted engine. */
export const SCRIPTED_HOST: EngineHost = { name: 'memory', environment: SCRIPTED_ENVIRONMENT };

/** What the parts of a scripted engine share: what there is, and what was asked. */
export class ScriptedState {
  readonly hosts: readonly EngineHost[];
  readonly calls: string[] = [];
  readonly trials: TrialSpecification[] = [];
  readonly #images: Map<string, ImageSummary>;
  readonly #objects = new Map<string, OwnedObject>();
  readonly #changed: ScriptedWorld['changed'];
  readonly #remembers: boolean;
  #isClosed = false;

  constructor({ hosts = [SCRIPTED_HOST], images = {}, left = [], remembers = true, changed }: ScriptedWorld) {
    this.hosts = hosts;
    this.#remembers = remembers;
    this.#changed = changed;
    for (const object of left) this.#objects.set(object.name, object);
    this.#images = new Map(Object.entries(images));
  }

  get objects(): OwnedObject[] {
    return [...this.#objects.values()];
  }

  get references(): string[] {
    return [...this.#images.keys()];
  }

  /** Notes what is asked. */
  ask(call: string): void {
    if (this.#isClosed) throw new Error(`the engine is closed, and was asked: ${call}`);
    if (this.#remembers) this.calls.push(call);
  }

  /** Notes a trial that is asked for, and gives how often one of its name was. */
  noteTrial(specification: TrialSpecification): number {
    if (!this.#remembers) return 1;
    this.trials.push(specification);
    return this.trials.filter(({ name }) => name === specification.name).length;
  }

  close(): void {
    this.ask('close');
    this.#isClosed = true;
  }

  /** An image at hand, by reference or id. */
  image(name: string): ImageSummary | undefined {
    return this.#images.get(name) ?? [...this.#images.values()].find(({ id }) => id === name);
  }

  addImage(reference: string, image: ImageSummary): void {
    this.#images.set(reference, image);
  }

  /** Makes an object, in the place of one that another process left; says whether the name was free. */
  add(kind: string, name: string, ownership: Ownership): boolean {
    const taken = this.#objects.get(name)?.ownership?.process;
    if (taken?.pid === ownership.process.pid && taken.host === ownership.process.host) return false;
    this.#objects.set(name, { kind, id: name, name, ownership });
    this.#changed?.(this.objects);
    return true;
  }

  has(name: string): boolean {
    return this.#objects.has(name);
  }

  /** Also for what dies by itself. */
  remove(name: string): void {
    this.#objects.delete(name);
    this.#changed?.(this.objects);
  }
}
