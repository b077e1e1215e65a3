import { type ComponentChild, h } from 'preact';
import type { RunRecord } from '../../record/record.ts';
import { safeText } from '../../text/plain-text.ts';
import { pinnedCheck } from '../blocks/run/evidence-text.ts';
import { facts, sideMark } from './elements.ts';

/** What the files are pinned by that a page was made from, and the command that checks them; nothing where that is not known. */
export function digestFacts({ evidence }: RunRecord, side = ''): ComponentChild[] {
  if (evidence === undefined) return [];
  const { recordDigest, journalDigest } = evidence;
  const code = (text: string): ComponentChild => h('code', null, safeText(text));
  return [
    facts([
      [[...sideMark({ side }), 'record'], code(recordDigest)],
      ['journal', journalDigest === null ? null : code(journalDigest)],
      ['check', code(pinnedCheck(evidence))],
    ]),
  ];
}
