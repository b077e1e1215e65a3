import type { Place } from './stated.ts';

/** A step into a document: the key of a map, or the index in a list. */
export type YamlPath = readonly (string | number)[];

/** Where the capabilities of a build are to be written. */
export type PatchTarget =
  /** A map of a YAML document: a container's `securityContext`, or a service of compose. It need not be there yet. */
  | {
      readonly kind: 'yaml';
      readonly place: Place;
      /** The first document of a file has 0. */
      readonly document: number;
      /** Of the container, the step or the service that the set belongs to. */
      readonly path: YamlPath;
      /** `kubernetes`: a `securityContext` below it. `compose`: `cap_drop`, `cap_add` and `security_opt` in it. `github`: `options` in it. */
      readonly shape: 'kubernetes' | 'compose' | 'github-options';
      /** Where the document is a part of a file of another form, as in a Jenkinsfile: the lines of the file that hold it. */
      readonly embedded: { readonly firstLine: number; readonly lastLine: number; readonly indent: number } | null;
    }
  /** The words of a `docker run` line in a script: offsets in the file's text. */
  | { readonly kind: 'docker-run'; readonly place: Place; readonly start: number; readonly end: number }
  /** A table of a TOML document: `[runners.docker]`. */
  | { readonly kind: 'toml'; readonly place: Place; readonly table: readonly (string | number)[] }
  /** Another file that nobody gave: the text for it is written in a policy format. */
  | { readonly kind: 'elsewhere'; readonly place: Place; readonly format: string; readonly because: string };
