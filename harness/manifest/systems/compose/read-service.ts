import { callsOfDocker, environmentWord } from '../../docker/docker-call.ts';
import { dockerMount, shortMount, sourceAsWritten, type ToldMount } from '../../docker/docker-mounts.ts';
import { dockerRuntime, dockerSecurity } from '../../docker/docker-security.ts';
import { directoryOf, ownVariables } from '../../executor/container-call.ts';
import type { EnvironmentVariable, Mount, SystemReading } from '../../model/executor-step.ts';
import type { DeclaredSecurity } from '../../model/security.ts';
import { assumed, type Stated, writtenAt } from '../../model/stated.ts';
import type { Surroundings } from '../../model/system.ts';
import type { Written } from '../../model/written.ts';
import { type ScriptText, scriptAt, scriptOfScalar } from '../../shell/script-text.ts';
import { COMPOSE_WORDS, splitWords } from '../../substitution/split-words.ts';
import { givenReplacement, writtenReplacement } from '../../substitution/substitute.ts';
import type { YamlDocument } from '../../yaml/read-yaml.ts';
import { isTrueText } from '../../yaml/truth-value.ts';
import { itemsAt, textAt, writtenIn, writtenList, type YamlValue } from '../../yaml/yaml-value.ts';
import { environmentFile } from './environment-files.ts';
import { interpolate, type VariableValue } from './interpolate.ts';
import { assignmentsOf, fieldOf, itemsOf, listOf, type ServiceChain, serviceChain } from './service-fields.ts';

/** What a service is read with. */
export interface ServiceSource {
  readonly name: string;
  readonly document: YamlDocument;
  readonly around: Surroundings;
}

/** A service whose variables have their values. */
interface Service {
  readonly chain: ServiceChain;
  readonly filled: (written: Written) => Written;
  readonly source: ServiceSource;
}

/** The executors that a service runs. */
export function readService(service: YamlValue, source: ServiceSource): SystemReading {
  const { name, document, around } = source;
  const { chain, problems } = serviceChain(service, document.root);
  const lookUp = variables(source);
  const read: Service = { chain, filled: (written) => interpolate(written, lookUp), source };
  const environment = environmentOf(read);
  const workingDirectory = workingDirectoryOf(read);
  const image = textField(read, 'image');
  const found = callsOfDocker({
    image,
    entrypoint: wordsOf(read, 'entrypoint'),
    args: wordsOf(read, 'command') ?? [],
    environment,
    workingDirectory: workingDirectory.value,
    given: around.given,
    place: service.place,
    scriptOf: (word) => scriptIn(read, word),
  });
  const steps = found.calls.map((call) => ({
    id: `services/${name}`,
    title: `service ${name}`,
    place: service.place,
    image,
    call: call.source,
    environment: [...environment, ...ownVariables(call)],
    workingDirectory: directoryOf(call, workingDirectory),
    mounts: mountsOf(read),
    security: securityOf(read),
    patch: {
      kind: 'yaml' as const,
      place: service.place,
      document: document.index,
      path: service.path,
      shape: 'compose' as const,
      embedded: null,
    },
  }));
  return { steps, problems: steps.length === 0 ? found.problems : [...problems, ...found.problems] };
}

/** `--set` goes first, then the file `.env` beside the manifest, where it is given too. */
function variables({ document, around }: ServiceSource): VariableValue {
  const beside = environmentFile('.env', document.file, around);
  return (name) => {
    const given = around.given.set.get(name);
    const value = beside?.get(name);
    const found =
      given !== undefined
        ? givenReplacement(name, given)
        : value === undefined
          ? undefined
          : writtenReplacement(name, value);
    return found?.kind === 'text' ? found : undefined;
  };
}

function textField({ chain, filled }: Service, name: string): Written | undefined {
  const written = writtenIn(fieldOf(chain, name));
  return written === undefined ? undefined : filled(written);
}

/** A list is words as they stand; a text is split; undefined for neither. */
function wordsOf({ chain, filled }: Service, name: string): Written[] | undefined {
  const field = fieldOf(chain, name);
  if (field === undefined) return undefined;
  const words = writtenList(field).map(filled);
  return field.kind === 'list' ? words : words.flatMap((word) => splitWords(word, COMPOSE_WORDS));
}

function scriptIn({ chain }: Service, word: Written): ScriptText {
  const scalars = [fieldOf(chain, 'entrypoint'), fieldOf(chain, 'command')].flatMap((field) => itemsAt(field));
  const scalar = scalars.find(({ place }) => place.line === word.place.line);
  return scalar?.kind === 'scalar' ? scriptOfScalar(scalar, word) : scriptAt(word);
}

function environmentOf({ chain, filled, source: { document, around } }: Service): EnvironmentVariable[] {
  const files = itemsOrOne(chain, 'env_file').flatMap((item): EnvironmentVariable[] => {
    const path = textAt(item, 'path') ?? textAt(item) ?? '';
    const found = environmentFile(path, document.file, around);
    if (found === undefined) return [{ name: `of ${path}`, value: undefined, place: item.place }];
    return [...found].map(([name, value]) => ({ name, value, place: value.place }));
  });
  const own = assignmentsOf(chain, 'environment').map((word) => environmentWord(filled(word), around.given.set));
  return [...files, ...own];
}

function itemsOrOne(chain: ServiceChain, name: string): readonly YamlValue[] {
  const field = fieldOf(chain, name);
  if (field === undefined) return [];
  return field.kind === 'list' ? field.items : [field];
}

function workingDirectoryOf(service: Service): Stated<string> {
  const written = textField(service, 'working_dir');
  return written === undefined ? assumed('/workspace', 'the image says it') : writtenAt(written.value, written.place);
}

function mountsOf({ chain, filled }: Service): Mount[] {
  return itemsOf(chain, 'volumes').flatMap((item) => {
    const told = item.kind === 'map' ? longVolume(item, filled) : shortVolume(item, filled);
    return told === undefined ? [] : [dockerMount(told, sourceAsWritten)];
  });
}

function shortVolume(item: YamlValue, filled: Service['filled']): ToldMount | undefined {
  const written = writtenIn(item);
  return written === undefined ? undefined : shortMount(filled(written));
}

function longVolume(item: YamlValue, filled: Service['filled']): ToldMount | undefined {
  const [source, target] = [writtenIn(item, 'source'), writtenIn(item, 'target')];
  if (target === undefined) return undefined;
  const type = textAt(item, 'type');
  return {
    source: source === undefined ? undefined : filled(source),
    target: filled(target).value,
    type: type === 'bind' || type === 'volume' ? type : 'other',
  };
}

function securityOf({ chain, filled, source: { around } }: Service): DeclaredSecurity {
  const privileged = writtenIn(fieldOf(chain, 'privileged'));
  const user = writtenIn(fieldOf(chain, 'user'));
  return dockerSecurity({
    privileged:
      privileged === undefined ? undefined : writtenAt(isTrueText(filled(privileged).value), privileged.place),
    added: listOf(chain, 'cap_add').map(filled),
    dropped: listOf(chain, 'cap_drop').map(filled),
    user: user === undefined ? undefined : filled(user),
    securityOptions: listOf(chain, 'security_opt').map(filled),
    runtime: dockerRuntime(around.given, 'docker', 'compose usually runs on it'),
  });
}
