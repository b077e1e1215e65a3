import { type ComponentChild, h } from 'preact';
import { namesOf } from '../../../capabilities/capability-set.ts';
import { type KnownBy, SET_EFFECTS, type SetEffect } from '../../../record/set-effect.ts';
import { safeText } from '../../../text/plain-text.ts';
import { EFFECT_WORDS } from '../../blocks/answer/effect-words.ts';
import type { Lattice, LatticeNode as Node } from './lattice.ts';

/** Up to so many capabilities a node holds their names; beyond, a letter for each. */
export const NAMED = 3;

const BORDERS = {
  minimal: 'a minimal set',
  maximal: 'with everything else, a largest set that does not work',
};

/** The sign of each way in which it is known what a set does, and what it means; a set of which nothing is known has a sign already. */
export const KNOWN_BY: Readonly<Record<KnownBy, { readonly sign: string; readonly meaning: string }>> = {
  tried: { sign: 't', meaning: 'tried' },
  watched: { sign: 'w', meaning: 'decided by a watched trial of another set' },
  assumed: { sign: 'a', meaning: 'decided by the assumption that more capabilities never hurt' },
  'not-known': { sign: '', meaning: '' },
};

/** How much a set achieves; what nobody knows is compared with nothing. */
const RANKS: Readonly<Record<SetEffect, number>> = {
  serves: 2,
  'other-image': 1,
  fails: 0,
  'not-same-image': Number.NaN,
  flaky: Number.NaN,
  'not-known': Number.NaN,
  'exit-0': Number.NaN,
};

/** Where one capability more makes the difference, and where it hurts, is drawn apart. */
export function edgeKind([smaller, larger]: readonly [Node, Node]): 'plain' | 'crossing' | 'hurting' {
  if (RANKS[larger.effect] < RANKS[smaller.effect]) return 'hurting';
  return smaller.effect !== 'serves' && larger.effect === 'serves' ? 'crossing' : 'plain';
}

/** The letter that stands for a capability where names have no room. */
export function letterOf(over: readonly string[], name: string): string {
  return 'ABCDEF'.charAt(over.indexOf(name));
}

/** What a node says to whoever points at it. */
export function nodeText({ set, effect, knownBy, border, trials }: Node): string {
  const names = namesOf(set).join(' ') || 'nothing';
  const ids = trials.slice(0, 4).map(({ id }) => id);
  const more = trials.length - ids.length;
  const cited = ids.length === 0 ? 'not tried' : `trials ${ids.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return safeText(
    [
      `${names}: ${EFFECT_WORDS[effect].meaning}`,
      ...(border === undefined ? [] : [BORDERS[border]]),
      ...(knownBy === 'watched' || knownBy === 'assumed' ? [KNOWN_BY[knownBy].meaning] : []),
      cited,
    ].join('; '),
  );
}

/** The best first, as the drawing has it above. */
const SHOWN_FIRST = SET_EFFECTS.toReversed();

const WAYS = ['tried', 'watched', 'assumed'] as const;

/** What signs, frames and lines mean. */
export function legend({ over, layers, edges }: Lattice): ComponentChild[] {
  const effects = new Set(layers.flat().map(({ effect }) => effect));
  const shown = SHOWN_FIRST.filter((effect) => effects.has(effect));
  const ways = WAYS.filter((way) => layers.flat().some(({ knownBy }) => knownBy === way));
  return [
    ...(over.length > NAMED
      ? [h('span', { class: 'key' }, over.map((name) => `${letterOf(over, name)} ${name}`).join(' · '))]
      : []),
    h('span', { class: 'key' }, [
      shown.map((effect) => `${EFFECT_WORDS[effect].sign} ${EFFECT_WORDS[effect].meaning}`).join(' · '),
      ' · thick frame: minimal set · dashed frame: largest set that does not work',
      edges.some((edge) => edgeKind(edge) === 'hurting') ? ' · dashed line: one capability more hurts' : '',
    ]),
    ...(ways.length === 0
      ? []
      : [h('span', { class: 'key' }, ways.map((way) => `${KNOWN_BY[way].sign} ${KNOWN_BY[way].meaning}`).join(' · '))]),
  ];
}
