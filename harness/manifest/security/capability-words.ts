import { parseCapability } from '../../capabilities/capability.ts';
import { EMPTY_SET, setOf } from '../../capabilities/capability-set.ts';
import { ALL_CAPABILITIES } from '../../capabilities/universe.ts';
import type { CapabilityWord } from '../model/security.ts';
import type { Place } from '../model/stated.ts';
import { RUNTIMES, type RuntimeName } from './runtimes.ts';

/** How a system reads the names of capabilities. */
export type CapabilitySpelling = 'kubernetes' | 'docker';

/** What a runtime makes of a name in a manifest. */
export function readCapabilityWord(
  text: string,
  place: Place,
  { spelling, runtime }: { readonly spelling: CapabilitySpelling; readonly runtime: RuntimeName },
): CapabilityWord {
  if (text.toUpperCase() === 'ALL')
    return { text, place, meaning: ALL_CAPABILITIES, remark: allRemark(text, spelling) };
  const { title, takesPrefix } = RUNTIMES[runtime];
  const known = parseCapability(text);
  if (known === undefined) {
    const remark = spelling === 'docker' ? `${title} refuses it: there is no such capability` : NO_SUCH;
    return { text, place, meaning: EMPTY_SET, remark };
  }
  if (/^CAP_/i.test(text) && !takesPrefix) {
    const remark = `it has no effect: ${title} puts CAP_ before each name, so that this one names nothing. Write ${known}`;
    return { text, place, meaning: EMPTY_SET, remark };
  }
  return { text, place, meaning: setOf(known), remark: null };
}

const NO_SUCH = 'it has no effect: there is no such capability, and Kubernetes does not check the names';

/** Runtimes read `all` in any case. Pod Security Standards look for `ALL` alone. */
function allRemark(text: string, spelling: CapabilitySpelling): string | null {
  return text === 'ALL' || spelling === 'docker' ? null : 'Pod Security Standards know only ALL in upper case';
}
