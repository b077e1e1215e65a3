import { plainWritten, type Written } from '../../model/written.ts';
import { type References, type Replacement, substitute, writtenReplacement } from '../../substitution/substitute.ts';
import type { ParamValue, ParamValues } from './param-values.ts';

/** What names in a task stand for. */
export interface TektonScope {
  readonly params: ParamValues;
  /** Paths of workspaces, by name. */
  readonly workspaces: ReadonlyMap<string, Written>;
  readonly set: ReadonlyMap<string, string>;
  /** Other references that have a value, by their whole text: `build.dockerfile` of Shipwright. @default none */
  readonly others?: ReadonlyMap<string, Written>;
}

/** What Tekton and Shipwright replace; anything else in `$(…)` is the shell's or the kubelet's. */
const OWN = /^(?:inputs\.)?(?:params|workspaces|context|results|steps?|tasks|resources|credentials|build)\b/;

/** `params.NAME`, `params["NAME"]`, with `[*]`, `[0]` or `.KEY` behind. */
const PARAM = /^(?:inputs\.)?params(?:\.([\w-]+)|\[["']([^"']+)["']\])(?:\[(\*|\d+)\]|\.([\w-]+))?$/;

/** The references of a task: `$(params.X)`, `$(workspaces.X.path)`, `$(results.X.path)`. */
export function tektonReferences(scope: TektonScope): References {
  return {
    pattern: /\$\(([^()\n]+)\)/g,
    resolve: ([whole, name = '']) => {
      if (!OWN.test(name)) return { kind: 'literal', text: whole };
      return paramReplacement(name, scope) ?? pathReplacement(name, scope) ?? { kind: 'unresolved', name };
    },
  };
}

/**
 * The references that are replaced in a second round: Tekton puts parameters in first, and then paths, also those in the values of
 * parameters (pkg/reconciler/taskrun/taskrun.go, applyParamsContextsResultsAndWorkspaces).
 */
function pathReferences(scope: TektonScope): References {
  return {
    pattern: /\$\(([^()\n]+)\)/g,
    resolve: ([whole, name = '']) =>
      /^(?:workspaces|results|step)\b/.test(name)
        ? (pathReplacement(name, scope) ?? { kind: 'unresolved', name })
        : { kind: 'literal', text: whole },
  };
}

/** The references of a pipeline: its tasks alone know where their workspaces are. */
export function pipelineReferences(scope: Omit<TektonScope, 'workspaces'>): References {
  const own = tektonReferences({ ...scope, workspaces: new Map() });
  return {
    ...own,
    resolve: (match) =>
      match[1]?.startsWith('workspaces.') ? { kind: 'literal', text: match[0] } : own.resolve(match),
  };
}

/** Where nothing is replaced. */
export const NO_REFERENCES: References = {
  pattern: /(?!)/g,
  resolve: ([whole]) => ({ kind: 'literal', text: whole }),
};

function paramReplacement(text: string, scope: TektonScope): Replacement | undefined {
  const { params } = scope;
  const [, plain, quoted, index, key] = PARAM.exec(text) ?? [];
  const name = plain ?? quoted;
  if (name === undefined) return undefined;
  // A name may have a dot: `params.a.b` is the key of an object, or a parameter of that name.
  const whole = params.get(text.replace(/^(?:inputs\.)?params\./, ''));
  const value = whole ?? params.get(name);
  if (value === undefined) return { kind: 'unresolved', name };
  const written = memberOf(value, { index, key: whole === undefined ? key : undefined });
  if (written === undefined) return { kind: 'unresolved', name };
  return { kind: 'text', name, value: substitute(written, pathReferences(scope)), from: value.from };
}

function memberOf(
  value: ParamValue,
  { index, key }: { readonly index: string | undefined; readonly key: string | undefined },
): Written | undefined {
  switch (value.kind) {
    case 'text':
      return key === undefined ? value.value : undefined;
    case 'list': {
      const [first] = value.values;
      if (index !== undefined && index !== '*') return value.values[Number(index)];
      const joined = value.values.map((one) => one.value).join(' ');
      const place = first?.place ?? { file: '', line: 1 };
      return { ...plainWritten(joined, place), unresolved: value.values.flatMap(({ unresolved }) => unresolved) };
    }
    case 'object':
      return key === undefined ? undefined : value.values.get(key);
  }
}

/** What Tekton chooses itself, as paths. */
function pathReplacement(text: string, { workspaces, set, others }: TektonScope): Replacement | undefined {
  const given = set.get(text);
  if (given !== undefined) {
    const place = { file: `--set ${text}`, line: 1 };
    return {
      kind: 'text',
      name: text,
      value: plainWritten(given, place),
      from: { kind: 'given', option: `--set ${text}` },
    };
  }
  const other = others?.get(text);
  if (other !== undefined) return writtenReplacement(text, other);
  const [, name, field] = /^workspaces\.([\w-]+)\.(path|bound)$/.exec(text) ?? [];
  const path = name === undefined ? undefined : workspaces.get(name);
  if (path !== undefined) return writtenReplacement(text, field === 'bound' ? { ...path, value: 'true' } : path);
  const [, result] = /^(?:step\.)?results\.([\w-]+)\.path$/.exec(text) ?? [];
  if (result === undefined) return undefined;
  return { kind: 'literal', text: `/tekton/results/${result}` };
}

/** The words of a list after Tekton has put parameters into them: a word that is a list as a whole becomes its members. */
export function tektonWords(words: readonly Written[], scope: TektonScope): Written[] {
  return words.flatMap((word) => {
    const [, name] = /^\$\((.+)\)$/.exec(word.value) ?? [];
    const [, plain, quoted, index] = PARAM.exec(name ?? '') ?? [];
    const value = scope.params.get(plain ?? quoted ?? '');
    if (value?.kind === 'list' && (index === undefined || index === '*')) {
      return value.values.map((one) => substitute(one, pathReferences(scope)));
    }
    return [substitute(word, tektonReferences(scope))];
  });
}
