import { type ComponentChild, h } from 'preact';
import { type CapabilitySet, EMPTY_SET, isSubset } from '../../../capabilities/capability-set.ts';
import { setOfNames } from '../../../capabilities/parse-set.ts';
import { countOf, safeText } from '../../../text/plain-text.ts';
import { servingSetText, setText } from '../../../text/set-text.ts';
import { EFFECT_WORDS } from '../../blocks/answer/effect-words.ts';
import type { CaseView } from '../case-view.ts';
import { lineList } from '../elements.ts';
import { type Lattice, latticeOf, MOST_CAPABILITIES, type LatticeNode as Node } from './lattice.ts';
import { edgeKind, KNOWN_BY, legend, letterOf, NAMED, nodeText } from './lattice-words.ts';

const ROW_HEIGHT = 78;

/** What is wider has no room beside the evidence. */
const WIDE = 520;

/** The lattice of a case, over others' capabilities as well, as a drawing with its legend; of more than it can show, the borders in words. */
export function latticeFigure(view: CaseView, others: CapabilitySet = EMPTY_SET): ComponentChild[] {
  const lattice = latticeOf(view, others);
  if (lattice === undefined) return bordersOnly(view);
  const id = `lattice-${view.slug}`;
  const { column, box } = roomOf(lattice.over.length);
  const width = Math.max(...lattice.layers.map(({ length }) => length)) * column;
  const height = lattice.layers.length * ROW_HEIGHT;
  const places = placesOf(lattice, width);
  const drawing = h(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, width, height, role: 'group', 'aria-labelledby': `${id}-title ${id}-text` },
    [
      h('title', { id: `${id}-title` }, `Lattice of ${safeText(view.one.id)}`),
      h('desc', { id: `${id}-text` }, description(lattice)),
      ...edgePaths(lattice, places, box.height),
      ...lattice.layers.flat().map((node) => nodeElement(node, { lattice, place: places.get(node) ?? [0, 0], box })),
    ],
  );
  return [
    h('figure', { class: width > WIDE ? 'lattice wide' : 'lattice' }, [
      h('div', { class: 'drawing' }, drawing),
      h('p', { class: 'told' }, 'Above each set are the sets with one capability more.'),
      h('figcaption', null, legend(lattice)),
    ]),
  ];
}

/** What a node takes, and a column of them; names need more than letters. */
function roomOf(capabilities: number): { readonly column: number; readonly box: Drawn['box'] } {
  if (capabilities <= NAMED) return { column: 124, box: { width: 112, height: 54 } };
  return { column: 50, box: { width: 46, height: 40 } };
}

/** The two borders in words, of a lattice in which nobody could find them; nothing of a case that needs none. */
function bordersOnly({ one, minimal, universe }: CaseView): ComponentChild[] {
  const count = new Set([...one.faithful.minimalSets, ...one.exitZero.minimalSets].flat()).size;
  if (count <= MOST_CAPABILITIES) return [];
  const failing = one.faithful.maximalFailingSets.map((set) => setText(setOfNames(set), universe));
  return [
    h('p', { class: 'soft' }, `Of the ${2 ** count} subsets of ${count} capabilities, those that decide all others:`),
    ...lineList([
      ...minimal.map((set) => `works: ${servingSetText(set, universe)}`),
      ...failing.map((set) => `does not work: ${set}`),
    ]),
  ];
}

type Place = readonly [x: number, y: number];

function placesOf({ layers }: Lattice, width: number): Map<Node, Place> {
  return new Map(
    layers.flatMap((layer, size) =>
      layer.map((node, index): [Node, Place] => [
        node,
        [Math.round(((index + 0.5) * width) / layer.length), (layers.length - size - 0.5) * ROW_HEIGHT],
      ]),
    ),
  );
}

function edgePaths({ edges }: Lattice, places: ReadonlyMap<Node, Place>, boxHeight: number): ComponentChild[] {
  return (['plain', 'crossing', 'hurting'] as const).flatMap((kind) => {
    const lines = edges
      .filter((edge) => edgeKind(edge) === kind)
      .map(([smaller, larger]) => {
        const [[x1, y1], [x2, y2]] = [places.get(smaller) ?? [0, 0], places.get(larger) ?? [0, 0]];
        return `M${x1} ${y1 - boxHeight / 2}L${x2} ${y2 + boxHeight / 2}`;
      });
    return lines.length === 0 ? [] : [h('path', { class: `edge ${kind}`, d: lines.join('') })];
  });
}

interface Drawn {
  readonly lattice: Lattice;
  readonly place: Place;
  readonly box: { readonly width: number; readonly height: number };
}

function nodeElement(node: Node, { lattice, place: [x, y], box }: Drawn): ComponentChild {
  const lines = labelLines(node, lattice);
  const shape = { x: -box.width / 2, y: -box.height / 2, width: box.width, height: box.height, rx: 6 };
  const step = 14;
  const first = 5 - (lines.length * step) / 2;
  return h(
    'g',
    {
      class: ['node', node.effect, ...(node.border === undefined ? [] : [node.border])].join(' '),
      transform: `translate(${x} ${y})`,
      tabindex: 0,
      role: 'img',
    },
    [
      h('title', null, nodeText(node)),
      h('rect', shape),
      h('text', { y: first, class: 'mark' }, EFFECT_WORDS[node.effect].sign),
      ...knownMark(node, box),
      ...lines.map((line, index) => h('text', { y: first + step * (index + 1) - 1 }, line)),
    ],
  );
}

/** In the corner: how it is known. */
function knownMark({ knownBy }: Node, { width, height }: Drawn['box']): ComponentChild[] {
  const sign = knownBy === undefined ? '' : KNOWN_BY[knownBy].sign;
  return sign === '' ? [] : [h('text', { x: width / 2 - 7, y: 12 - height / 2, class: 'known' }, sign)];
}

/** A node has room for three lines; the last one holds what is left. */
function labelLines({ set }: Node, { over }: Lattice): string[] {
  const members = over.filter((name) => isSubset(setOfNames([name]), set));
  if (members.length === 0) return [over.length > NAMED ? 'none' : 'nothing'];
  if (over.length > NAMED) return [members.map((name) => letterOf(over, name)).join('')];
  if (members.length === over.length && over.length === NAMED) return ['all three'];
  return members;
}

function description({ over, layers }: Lattice): string {
  const nodes = layers.flat();
  const serving = nodes.filter(({ effect }) => effect === 'serves').length;
  return `The ${countOf(nodes.length, 'subset')} of ${over.join(' ')}, larger ones above; the same image with ${serving} of them.`;
}
