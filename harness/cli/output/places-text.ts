import { countOf } from '../../text/plain-text.ts';

/** How many places are shown; one change can show in all that follows from it. */
const MOST_SHOWN = 40;

/** The places at which something is not as it should be, a line each. */
export function placesText(places: readonly string[]): string[] {
  const more = places.length - MOST_SHOWN;
  return [
    ...places.slice(0, MOST_SHOWN).map((place) => `  ${place}`),
    ...(more > 0 ? [`  and ${countOf(more, 'more place')}`] : []),
  ];
}
