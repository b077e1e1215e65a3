import { namesOf, union } from '../../../capabilities/capability-set.ts';
import { setOfNames } from '../../../capabilities/parse-set.ts';
import type { RunRecord } from '../../../record/record.ts';
import { listText } from '../../../text/set-text.ts';
import { podSecurityLevel } from '../pod-security-level.ts';

/** Which Pod Security Standard admits a container with these capabilities, and why no stricter one. */
export function podSecurityText(capabilities: readonly string[]): string {
  const { level, beyondBaseline } = podSecurityLevel(capabilities);
  if (level === 'baseline') return 'baseline (restricted forbids root)';
  return `privileged (baseline does not allow ${listText(beyondBaseline)})`;
}

/** The verdict on the sets that serve all cases of a record, in one line; none where there is no such set. */
export function podSecurityLines({ profile, builder }: RunRecord): string[] {
  const verdicts = profile.faithful.map((set) => {
    const granted = namesOf(union(setOfNames(set), setOfNames(builder.alwaysGranted)));
    return { granted, text: podSecurityText(granted) };
  });
  const [first] = verdicts;
  if (first === undefined) return [];
  if (verdicts.every(({ text }) => text === first.text)) return [`Pod Security Standard: ${first.text}`];
  const each = verdicts.map(({ granted, text }) => `${granted.join(' ')}: ${text}`);
  return [`Pod Security Standard: ${each.join(' | ')}`];
}
