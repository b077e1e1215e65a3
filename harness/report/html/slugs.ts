/** Gives each name a text that may be part of an id and of an address. */
export interface Slugs {
  readonly of: (name: string) => string;
}

/** The longest part of a name that an address shows. */
const LONGEST = 80;

/** Names become slugs in the order in which they are asked for; of two that would look the same the later one gets a number. */
export function createSlugs(): Slugs {
  const taken = new Set<string>();
  return {
    of(name) {
      const plain = name.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, LONGEST) || 'case';
      let slug = plain;
      for (let number = 2; taken.has(slug); number += 1) slug = `${plain}-${number}`;
      taken.add(slug);
      return slug;
    },
  };
}
