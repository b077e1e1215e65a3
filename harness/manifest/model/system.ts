import type { RuntimeName } from '../security/runtimes.ts';
import type { YamlDocument } from '../yaml/read-yaml.ts';
import type { SystemReading } from './executor-step.ts';

/** A manifest as it is given. */
export interface ManifestFile {
  /** As the user named it. */
  readonly file: string;
  readonly text: string;
}

/** What the command line says of the builds of manifests. */
export interface GivenAnswers {
  /** `--set NAME=VALUE`. */
  readonly set: ReadonlyMap<string, string>;
  /** The runtime of the nodes; undefined for what the system usually has. */
  readonly runtime: RuntimeName | undefined;
  /** The build context on this machine. */
  readonly context: string | undefined;
  /** The Dockerfile on this machine. */
  readonly dockerfile: string | undefined;
  /** Whether a flag of the executor reaches the builder in a trial. Those that name registries and destinations do not. */
  readonly reachesBuilder: (flagName: string) => boolean;
}

/** What a system's file may look at besides the manifest that it reads. */
export interface Surroundings {
  readonly given: GivenAnswers;
  /** All documents of all manifests: one may name another, as a PipelineRun names a Task. */
  readonly documents: readonly YamlDocument[];
  /** All manifests that are no YAML. */
  readonly texts: readonly ManifestFile[];
}

/** A system whose manifests are read: how they are told from others, and what they say. */
export interface System {
  /** As records name it: `tekton`. */
  readonly name: string;
  /** As sentences name it: `Tekton`. */
  readonly title: string;
  /** Whether a text that is no YAML is a manifest of the system. @default none is */
  readonly claimsText?: (manifest: ManifestFile) => boolean;
  readonly readText?: (manifest: ManifestFile, around: Surroundings) => SystemReading;
  /** Whether a document belongs to the system. @default none does */
  readonly claimsDocument?: (document: YamlDocument) => boolean;
  readonly readDocument?: (document: YamlDocument, around: Surroundings) => SystemReading;
}
