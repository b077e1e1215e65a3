import type { Origin, Place } from '../../manifest/model/stated.ts';
import { safeText } from '../../text/plain-text.ts';

/** Where a value comes from, in a few words: `line 12`, `--context`, `assumed: …`. Lines of other files than this one are told with theirs. */
export function originText(origin: Origin, file: string): string {
  switch (origin.kind) {
    case 'written':
      return placeText(origin.place, file);
    case 'given':
      return safeText(origin.option);
    case 'assumed':
      return `assumed: ${safeText(origin.because)}`;
  }
}

/** `line 12`, or `other.yaml, line 12` for another file than this one. */
export function placeText(place: Place, file: string): string {
  return place.file === file ? `line ${place.line}` : `${safeText(place.file)}, line ${place.line}`;
}
