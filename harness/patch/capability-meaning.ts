import { namesOf, sizeOf } from '../capabilities/capability-set.ts';
import { type CapabilitySpelling, readCapabilityWord } from '../manifest/security/capability-words.ts';
import type { RuntimeName } from '../manifest/security/runtimes.ts';

const NO_PLACE = { file: '', line: 0 };

/** What an item of a list of capabilities stands for, if that is one capability and the runtime reads it so. */
export function capabilityMeaning(
  spelling: CapabilitySpelling,
  runtime: RuntimeName,
): (item: string) => string | undefined {
  return (item) => {
    const { meaning, remark } = readCapabilityWord(item, NO_PLACE, { spelling, runtime });
    return sizeOf(meaning) === 1 && remark === null ? namesOf(meaning)[0] : undefined;
  };
}

/** `ALL` in a list of what is dropped. */
export function allMeaning(item: string): string | undefined {
  return item === 'ALL' ? 'ALL' : undefined;
}
