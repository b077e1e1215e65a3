import type { RunRecord } from '../../../record/record.ts';

/** What a builder had in every trial, whatever the set; nothing for one that runs without any capability. */
export function alwaysGrantedText({ builder }: RunRecord): string[] {
  if (builder.alwaysGranted.length === 0) return [];
  return [`${builder.kind} always needs ${builder.alwaysGranted.join(' ')}; the sets below come on top`];
}
