import { type ComponentChild, h } from 'preact';
import type { RunRecord } from '../../record/record.ts';
import { standingText } from '../../record/record-evidence.ts';
import { countOf, durationText, safeText } from '../../text/plain-text.ts';
import { builderName, closenessText } from '../blocks/run/run-text.ts';
import { facts, sideMark } from './elements.ts';

/** What stands above everything: the answer, and what it rests on. */
export interface PageHead {
  readonly heading: string;
  /** What explains the heading. */
  readonly told: readonly ComponentChild[];
  readonly basis: readonly ComponentChild[];
}

/** The head of a page. */
export function pageHead({ heading, told, basis }: PageHead): ComponentChild {
  return h('header', { class: basis.length > 1 ? 'answer compared' : 'answer' }, [
    h('div', null, [h('p', { class: 'eyebrow' }, 'kaniko-caps'), h('h1', null, heading), ...told]),
    h('section', { class: 'basis', 'aria-labelledby': 'basis-title' }, [
      h('h2', { id: 'basis-title', class: 'said' }, 'What was run'),
      ...basis,
    ]),
  ]);
}

/** Which builder answered, on what and when; of two records which one it is of. */
export function identity({ builder, environment: on, run, evidence }: RunRecord, side = ''): ComponentChild {
  const digest = builder.imageDigest ?? (builder.binarySha256 === null ? null : `sha256:${builder.binarySha256}`);
  const seccomp = on.seccomp === 'unconfined' ? 'no seccomp' : `${on.seccomp} seccomp`;
  const status = run.status === 'complete' ? '' : `, ${run.status}`;
  return facts([
    [
      side === '' ? 'builder' : sideMark({ side }),
      h('span', null, [builderName({ builder }), ...(digest === null ? [] : [' ', digestCode(digest)])]),
    ],
    ['on', safeText(`${on.engine} ${on.version}, ${on.runtime}, kernel ${on.kernel}, ${seccomp}${closenessText(on)}`)],
    [
      'run',
      `${countOf(run.trials, 'trial')} in ${durationText(run.wallMs)}; each failure in a proof seen ${run.policy.confirm}×${status}`,
    ],
    ['date', h('time', { datetime: safeText(run.finishedAt) }, dateText(run.finishedAt))],
    ['evidence', standingText(evidence) ?? null],
  ]);
}

function digestCode(digest: string): ComponentChild {
  return h('code', { class: 'digest', title: safeText(digest) }, `${safeText(digest).slice(0, 19)}…`);
}

function dateText(instant: string): string {
  return `${safeText(instant.slice(0, 16).replace('T', ' '))} UTC`;
}
