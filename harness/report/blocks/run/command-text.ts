import { type CapabilitySet, difference, formatSet } from '../../../capabilities/capability-set.ts';
import { setOfNames } from '../../../capabilities/parse-set.ts';
import type { CaseRecord } from '../../../record/record.ts';
import { safeText } from '../../../text/plain-text.ts';

/** The command that tries one set on these cases. */
export function verifyCommand(set: CapabilitySet, cases: readonly CaseRecord[]): string {
  return `kaniko-caps verify --caps ${formatSet(set)} ${pathsText(cases)}`;
}

/** The command that searches a case without some of its capabilities. */
export function searchCommand(one: CaseRecord, without: CapabilitySet): string {
  const universe = difference(setOfNames(one.universe), without);
  return `kaniko-caps discover --universe ${formatSet(universe)} ${pathsText([one])}`;
}

/** The command that searches a case with more capabilities in play. */
export function widerCommand(one: CaseRecord, more: readonly string[]): string {
  return `kaniko-caps discover --universe ${formatSet(setOfNames([...one.universe, ...more]))} ${pathsText([one])}`;
}

/** The command that tries every subset of some capabilities on a case, or of its whole universe. */
export function exhaustiveCommand(over: CapabilitySet | undefined, one: CaseRecord): string {
  const part = over === undefined ? '' : ` --over ${formatSet(over)}`;
  return `kaniko-caps discover --exhaustive${part} ${pathsText([one])}`;
}

function pathsText(cases: readonly CaseRecord[]): string {
  return cases.map(({ path }) => shellWord(safeText(path))).join(' ');
}

/** A word of a command line: a directory may have any name, and whoever reads a command may paste it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
