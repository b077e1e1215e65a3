import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { Case } from '../vocabulary/case.ts';
import type { Configuration } from '../vocabulary/configuration.ts';
import type { LineArguments } from './configuration/build-arguments.ts';
import type { ConfigurationSettings } from './configuration/configure.ts';

/** How cases are configured where neither the command line nor their `case.json` says otherwise. */
export interface UsualConfigurations {
  /** The configurations of the case of this Dockerfile (an absolute path), once for each cache. */
  readonly of: (dockerfile: string) => readonly Configuration[];
  /** The context of the case of this Dockerfile, an absolute path, where it is not the Dockerfile's directory. */
  readonly contextOf?: (dockerfile: string) => string | undefined;
  /** Hears once of all cases that are configured otherwise than without. */
  readonly taken?: (cases: readonly UsuallyConfigured[]) => void;
}

/** A case that is configured otherwise than by the command line and its `case.json` alone. */
export interface UsuallyConfigured {
  readonly id: string;
  readonly configuration: Configuration;
  /** What the command line and `case.json` alone would make of it. */
  readonly without: Configuration;
}

/** What the command line sets; it goes before `case.json`, which goes before the defaults. */
export interface CaseOverrides extends LineArguments {
  readonly configuration?: ConfigurationSettings | undefined;
  /** How cases are configured where nothing says otherwise. @default as by default */
  readonly usualConfigurations?: UsualConfigurations | undefined;
  /** Whether every Dockerfile at any depth is a case, and one that cannot be used an invalid one. @default false */
  readonly recursive?: boolean | undefined;
  /** The Dockerfile, relative to the working directory; for one PATH that is the context. */
  readonly file?: string | undefined;
  /** The build context, relative to the working directory; for one case. */
  readonly context?: string | undefined;
  readonly target?: string | undefined;
  readonly network?: Case['network'] | undefined;
  readonly universe?: CapabilitySet | undefined;
  readonly timeoutSeconds?: number | undefined;
}

/** What the command line says of cases, and where it was given. */
export interface CommandLine extends CaseOverrides {
  /** Absolute. */
  readonly workingDirectory: string;
}
