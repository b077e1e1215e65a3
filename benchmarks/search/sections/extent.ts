/** How much of a section is measured. */
export interface Extent {
  /** How many builds are drawn where usually so many are. */
  runs(usual: number): number;
  /** Which of the builds that there are. */
  some<Item>(all: readonly Item[]): readonly Item[];
}

/** All of it. */
export const WHOLE: Extent = { runs: (usual) => usual, some: (all) => all };

/** So little that it only shows whether a section can be measured. */
export const SAMPLE: Extent = { runs: () => 1, some: (all) => all.slice(0, 1) };
