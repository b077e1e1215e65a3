import { namesOf } from '../../capabilities/capability-set.ts';
import type { PatchTarget } from '../../manifest/model/patch-target.ts';
import { type TomlEntry, type TomlTable, tomlTables } from '../../manifest/toml/toml-tables.ts';
import { capabilityMeaning } from '../capability-meaning.ts';
import { isRefusedEdit, lineBreak, lineEndOf, lineStart, type RefusedEdit, type Splice, spliced } from '../splice.ts';
import type { WantedGrant } from '../wanted-grant.ts';

type TomlTarget = Extract<PatchTarget, { kind: 'toml' }>;

/** What the comment of a patch begins with. */
const MARK = '# kaniko-caps: ';

/** Has the table of a GitLab Runner's configuration grant what is wanted. All else stays as it is, byte for byte. */
export function patchToml(
  text: string,
  { table }: Pick<TomlTarget, 'table'>,
  grant: WantedGrant,
): { readonly text: string } | RefusedEdit {
  const settings = table.at(-1) === 'kubernetes' ? kubernetesSettings(grant) : dockerSettings(grant);
  let current = text;
  for (const setting of settings) {
    const edit = settingEdit(current, table, setting);
    if (isRefusedEdit(edit)) return edit;
    current = spliced(current, edit);
  }
  return current === text ? { text } : withComment(current, table, grant);
}

/** A key, and what it is to have: a switch, or a list of which some items may stay. */
interface Setting {
  /** Tables below, the first that is there is written; else the table itself. */
  readonly below: readonly (readonly string[])[];
  readonly key: string;
  readonly value:
    | { readonly kind: 'switch'; readonly text: 'true' | 'false'; readonly isAdded: boolean }
    | {
        readonly kind: 'list';
        /** What stays of an item; undefined where it goes. */
        readonly meaning: (item: string) => string | undefined;
        readonly wanted: (present: readonly string[]) => readonly string[];
      };
}

const HERE: Setting['below'] = [];

function dockerSettings(grant: WantedGrant): Setting[] {
  const { addNoNewPrivileges, addDefaultSeccomp } = grant;
  const isReplaced = (option: string): boolean =>
    (addNoNewPrivileges && /^no-new-privileges/.test(option)) ||
    (addDefaultSeccomp && /^seccomp[=:]unconfined$/.test(option));
  return [
    { below: HERE, key: 'privileged', value: { kind: 'switch', text: 'false', isAdded: grant.isPrivileged } },
    { below: HERE, key: 'cap_drop', value: allDropped() },
    { below: HERE, key: 'cap_add', value: needed(grant) },
    {
      below: HERE,
      key: 'security_opt',
      value: {
        kind: 'list',
        meaning: (item) => item,
        wanted: (present) => [
          ...present.filter((option) => !isReplaced(option)),
          ...(addNoNewPrivileges ? ['no-new-privileges:true'] : []),
        ],
      },
    },
  ];
}

/** The lists of the build container's security context go before those of the table. */
function kubernetesSettings(grant: WantedGrant): Setting[] {
  const context = ['build_container_security_context'];
  const lists = [[...context, 'capabilities']];
  const off: Setting['value'] = { kind: 'switch', text: 'false', isAdded: false };
  return [
    { below: [context], key: 'privileged', value: off },
    { below: HERE, key: 'privileged', value: { ...off, isAdded: grant.isPrivileged } },
    { below: lists, key: 'drop|cap_drop', value: allDropped() },
    { below: lists, key: 'add|cap_add', value: needed(grant) },
    ...(grant.addNoNewPrivileges
      ? [{ below: [context], key: 'allow_privilege_escalation', value: { ...off, isAdded: true } }]
      : []),
  ];
}

function allDropped(): Setting['value'] {
  return { kind: 'list', meaning: (item) => (item === 'ALL' ? item : undefined), wanted: () => ['ALL'] };
}

function needed({ needed: set, runtime }: WantedGrant): Setting['value'] {
  return { kind: 'list', meaning: capabilityMeaning('docker', runtime), wanted: () => namesOf(set) };
}

function settingEdit(
  text: string,
  path: TomlTarget['table'],
  { below, key, value }: Setting,
): readonly Splice[] | RefusedEdit {
  const found = tableFor(text, path, below);
  if (isRefusedEdit(found)) return found;
  const [inBelow = '', here = inBelow] = key.split('|');
  const name = found.isBelow ? inBelow : here;
  const entry = found.table.entries.find((one) => one.key === name);
  if (value.kind === 'list') return listEdit(text, found.table, { entry, name, value });
  if (entry === undefined) return value.isAdded ? [added(text, found.table, `${name} = ${value.text}`)] : [];
  const [start, end] = entry.valueRange;
  return text.slice(start, end) === value.text ? [] : [{ start, end, text: value.text }];
}

function tableFor(
  text: string,
  path: TomlTarget['table'],
  below: Setting['below'],
): { readonly table: TomlTable; readonly isBelow: boolean } | RefusedEdit {
  const tables = tomlTables(text) ?? [];
  const at = (steps: TomlTarget['table']): TomlTable | undefined =>
    tables.find((one) => JSON.stringify(one.path) === JSON.stringify(steps));
  for (const steps of below) {
    const table = at([...path, ...steps]);
    if (table !== undefined) return { table, isBelow: true };
  }
  const table = at(path);
  const title = path.filter((step) => typeof step === 'string').join('.');
  return table === undefined
    ? { refused: `There is no table [${title}] of its own in the file.` }
    : { table, isBelow: false };
}

function listEdit(
  text: string,
  table: TomlTable,
  {
    entry,
    name,
    value: { meaning, wanted: wantedOf },
  }: {
    readonly entry: TomlEntry | undefined;
    readonly name: string;
    readonly value: Extract<Setting['value'], { kind: 'list' }>;
  },
): readonly Splice[] | RefusedEdit {
  const items = entry?.items ?? [];
  const wanted = wantedOf(items.flatMap(({ text: item }) => item ?? []));
  if (entry === undefined) {
    return wanted.length === 0 ? [] : [added(text, table, `${name} = [${wanted.map(quoted).join(', ')}]`)];
  }
  const kept = items.filter(({ text: item }, index) => {
    const found = item === undefined ? undefined : meaning(item);
    const isFirst = items.findIndex((one) => one.text !== undefined && meaning(one.text) === found) === index;
    return found !== undefined && wanted.includes(found) && isFirst;
  });
  const present = kept.map(({ text: item = '' }) => meaning(item));
  const missing = wanted.filter((one) => !present.includes(one));
  if (missing.length === 0 && kept.length === items.length) return [];
  const [start, end] = entry.valueRange;
  const rest = items
    .toReversed()
    .reduce(
      (left, { range: [from, to] }) => left.slice(0, from - start) + left.slice(to - start),
      text.slice(start, end),
    );
  if (rest.includes('#')) return { refused: `The list ${name} has comments within its brackets.` };
  const words = [...kept.map(({ range }) => text.slice(...range)), ...missing.map(quoted)];
  return [{ start, end, text: `[${words.join(', ')}]` }];
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

/** A line behind the last entry of a table, indented as that is. */
function added(text: string, { entries, headerEnd }: TomlTable, line: string): Splice {
  const last = entries.at(-1);
  const at = lineBreak(text, last?.range[1] ?? headerEnd);
  const from = last?.range[0] ?? headerEnd;
  const indent = /^[ \t]*/.exec(text.slice(lineStart(text, from)))?.[0] ?? '';
  return { start: at, end: at, text: `${lineEndOf(text)}${indent}${line}` };
}

/** What shows the set, on a line above the list that grants it. */
function withComment(text: string, path: TomlTarget['table'], { evidence }: WantedGrant): { readonly text: string } {
  const names = ['cap_drop', 'drop'];
  const tables = (tomlTables(text) ?? []).filter((one) => path.every((step, index) => one.path[index] === step));
  const entry = tables.flatMap(({ entries }) => entries.filter(({ key }) => names.includes(key))).at(-1);
  if (entry === undefined) return { text };
  const at = lineStart(text, entry.range[0]);
  const previous = at === 0 ? 0 : lineStart(text, at - 1);
  const hasOne = text.slice(previous, at).trimStart().startsWith(MARK);
  const indent = text.slice(at, entry.range[0]);
  return {
    text: spliced(text, [
      { start: hasOne ? previous : at, end: at, text: `${indent}${MARK}${evidence}${lineEndOf(text)}` },
    ]),
  };
}
