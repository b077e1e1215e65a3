import { type ComponentChild, h } from 'preact';
import { setOfNames } from '../../../capabilities/parse-set.ts';
import type { Loss } from '../../../record/record.ts';
import { countOf, safeText } from '../../../text/plain-text.ts';
import { verifyCommand } from '../../blocks/run/command-text.ts';
import type { CaseView } from '../case-view.ts';
import { capabilityName, facts, sideMark } from '../elements.ts';
import { evidencePair } from './evidence-pair.ts';
import { type EvidenceColumn, evidenceTable } from './evidence-table.ts';

/** The id of the element that shows what the lack of a capability does in a case. */
export function lossId({ slug }: CaseView, capability: string): string {
  // Whatever is no name of a capability stays apart from every other that is none.
  return `loss-${slug}.${capability.replace(/[^A-Za-z0-9_]/g, (character) => `-${character.charCodeAt(0)}`)}`;
}

/** Everything that the lack of one capability was seen to do in a case: a capability may be missed in several ways. */
export function lossEvidence(view: CaseView, capability: string): ComponentChild {
  const losses = view.one.losses.filter((loss) => loss.capability === capability);
  return h(
    'section',
    { class: 'loss', id: lossId(view, capability) },
    losses.map((loss) => oneLoss(view, loss)),
  );
}

const HAPPENS: Readonly<Record<Loss['verdict'], string>> = {
  degraded: 'exit code 0, but the image differs',
  failed: 'the build fails',
  timeout: 'the build does not end',
};

function oneLoss(view: CaseView, loss: Loss): ComponentChild[] {
  const isSilent = loss.verdict === 'degraded';
  return [
    h('h4', { class: isSilent ? 'silent' : '' }, [
      ...sideMark(view),
      isSilent ? h('span', { class: 'sign', 'aria-hidden': 'true' }, '▲ ') : '',
      'Without ',
      capabilityName(loss.capability),
      `: ${HAPPENS[loss.verdict]}`,
    ]),
    ...whatHappened(loss),
    facts([
      ['where', placeOf(loss)],
      ['kernel', deniedOf(loss)],
    ]),
    pairTable(view, loss),
    h('p', { class: 'command' }, h('code', null, verifyCommand(setOfNames(loss.set), [view.one]))),
  ];
}

/** How many differences are told before the rest is counted. */
const DIFFERENCES_TOLD = 12;

function whatHappened({ differences, message }: Loss): ComponentChild[] {
  const more = differences.length - DIFFERENCES_TOLD;
  const told = differences.slice(0, DIFFERENCES_TOLD).map((text) => h('li', null, safeText(text)));
  return [
    ...(message === null ? [] : [h('pre', { class: 'log' }, safeText(message))]),
    ...(told.length === 0
      ? []
      : [
          h('ul', { class: 'differences' }, [
            ...told,
            ...(more > 0 ? [h('li', null, `and ${countOf(more, 'more difference')}`)] : []),
          ]),
        ]),
  ];
}

function placeOf({ instruction, phase }: Loss): ComponentChild {
  const during = phase === null || phase === 'unknown' ? '' : `phase ${safeText(phase)}`;
  if (instruction === null) return during;
  return [
    `line ${instruction.line}${during === '' ? '' : `, ${during}`}: `,
    h('code', null, safeText(instruction.text)),
  ];
}

/** What the kernel itself said; nothing where it was not watched. */
function deniedOf({ denied, capability }: Loss): string {
  if (denied === null) return 'was not watched';
  if (denied.length === 0) return `denied no check of ${safeText(capability)}`;
  const told = denied.map(({ program, count }) => `${safeText(program)} (${count}×)`).join(', ');
  return `denied ${safeText(capability)} to ${told}`;
}

function pairTable(view: CaseView, loss: Loss): ComponentChild {
  const { having, lacking } = evidencePair(view, loss);
  const missing = setOfNames([loss.capability]);
  const name = capabilityName(loss.capability);
  const columns: EvidenceColumn[] = [
    ...(having === undefined
      ? []
      : [{ heading: ['with ', name], tried: having, verdict: 'same image', isGood: true, missing: undefined }]),
    { heading: ['without ', name], tried: lacking, verdict: HAPPENS[loss.verdict], isGood: false, missing },
  ];
  return evidenceTable(`Trials with and without ${safeText(loss.capability)}`, columns, view.universe);
}
