import type { CaseRecord } from '../../../record/record.ts';
import { safeText } from '../../../text/plain-text.ts';

/** Which build context was chosen for a case, and why; nothing where the user named the case. */
export function contextLines({ context }: Pick<CaseRecord, 'context'>): string[] {
  return context === undefined ? [] : [`build context ${safeText(context.directory)}: ${safeText(context.why)}`];
}
