/**
 * The page with this text between the markers of a name: `<!-- name -->` and `<!-- /name -->`.
 *
 * @throws Error if the page lacks them.
 */
export function betweenMarkers(page: string, name: string, text: string): string {
  const [opening, closing] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [begin, end] = [page.indexOf(opening), page.indexOf(closing)];
  if (begin < 0 || end < begin) throw new Error(`The page needs the markers ${opening} and ${closing}`);
  return `${page.slice(0, begin + opening.length)}\n${text}\n${page.slice(end)}`;
}
