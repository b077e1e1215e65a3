import { namesOf } from '../../../capabilities/capability-set.ts';
import { whatItOpens } from '../../../capabilities/what-it-opens.ts';
import type { Policy } from '../policy.ts';

/** What each capability opens that was asked for and that no case needs: `SYS_TIME: The build can … (capabilities(7))`. */
export function excessLines({ excess }: Pick<Policy, 'excess'>): string[] {
  return namesOf(excess).map((name) => `${name}: ${openingText(name)}`);
}

/** The same for one capability as a remark beside it; undefined for one that is needed. */
export function excessRemark({ excess }: Pick<Policy, 'excess'>, name: string): string | undefined {
  return namesOf(excess).includes(name) ? `not needed. ${openingText(name)}` : undefined;
}

function openingText(name: string): string {
  const opening = whatItOpens(name);
  return opening === undefined ? 'Nothing is known of what it opens.' : `${opening.sentence} (${opening.source})`;
}
