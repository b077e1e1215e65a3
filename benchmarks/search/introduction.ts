/** Where the page is kept. */
export const SEARCH_PAGE = 'docs/search-benchmark.md';

/** What stands before the tables. */
export const INTRODUCTION = `# What the search costs

This page compares the search of kaniko-caps with other methods that find minimal sets: how many trials each method needs, and how long they take. A trial is one build with one capability set. A set is
minimal if it is enough and no smaller part of it is.

\`\`\`
scripts/bench-search            # prints this page; fails if a target is missed
scripts/bench-search --write    # writes it to ${SEARCH_PAGE}
\`\`\`

## Main results

- **With a complete earlier finding, our search needs the fewest possible trials** (the *minimum*). For one minimal set of k capabilities that is k + 1.
- **Without any guess, one minimal set takes n + 1 trials** for n capabilities in play: 15 for Docker's 14 defaults, whatever the size of the set.
- **Only our search and MARCO prove all minimal sets.** The others find one set, or only what all sets share.

- **On 26 real builds that were watched, 404 trials decide every set, with repeats, and nothing is assumed of more capabilities.** The same builds take 1,366 trials if the kernel is not watched and an audit
  tests the assumption. In 6 of 37 answers more capabilities hurt so much that all methods which assume the contrary and look for all sets claim a wrong one.

Other methods are better in these cases, all without a guess and without a watched kernel:

- QuickXplain needs fewer trials for one set of up to two members. ddmin, which proves less, needs fewer for up to three.
- MARCO, with 8 slots, needs a tenth to a quarter fewer trials for two sets and for independent sets. But it asks most of them one after the other, so it takes three to five times as long.
- MARCO asks fewer sets that pass, so failures by chance mislead it less.

An earlier finding, or what the Dockerfile and the error texts tell, saves more than any of these differences ([priors.md](priors.md)).

## How it is measured

Nothing is timed. Trials run on a virtual clock and all randomness is seeded, so every run prints the same page. The builds are synthetic, or recorded from real executors. All methods know that the
reference build passes (the build with everything granted), and it is not counted. All methods assume that more capabilities never hurt, so none tries a set whose result follows from others. Only the
section *Watched builds* has a search that does not assume it.

| word | meaning |
| --- | --- |
| slot | a place for one trial: with 8 slots, up to 8 trials run at once |
| round | the trials that run at once; the next round begins when all have ended |
| makespan | the time until the last trial of a search has ended |
| minimum | the fewest trials that can prove the finding |
| n, k, m | capabilities in play, members of a minimal set, number of minimal sets |
| unique k | builds with one minimal set |
| core k,m | builds with several minimal sets that share all but one or two members |
| random k,m | builds with several minimal sets that are independent of each other |

## The methods

| | finds | proves | takes a guess | asks at once |
| --- | --- | --- | --- | --- |
| ours | all minimal sets | all of them minimal, and that there are no others | yes | as many sets as there are slots |
| MARCO | all minimal sets | the same | no | seeds; shrinks one set after the other |
| QuickXplain + proof | one minimal set | that it is minimal, and whether it is the only one | no | the proof |
| ddmin | one minimal set | that it is minimal | no | the parts of one division |
| drop-one | what all minimal sets share | nothing more | no | everything |
`;
