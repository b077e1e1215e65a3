/** Where the page is kept. */
export const SEARCH_PAGE = 'docs/search-benchmark.md';

/** What stands before the tables. */
export const INTRODUCTION = `# What the search costs

Trials, rounds and makespan of the search for minimal capability sets, beside what else is in use for such problems, on synthetic
builds and on recorded ones. Nothing here is timed: trials run on a virtual clock and all randomness is seeded, so every run of

\`\`\`
scripts/bench-search            # prints this page; fails if a target is missed
scripts/bench-search --write    # writes it to ${SEARCH_PAGE}
\`\`\`

gives the same page. The reference build, which passes with everything granted, is known to all and counted for none.

| | finds | proves | takes a guess | asks at once |
| --- | --- | --- | --- | --- |
| ours | all minimal sets | all of them minimal, and that there are no others | yes | as many sets as there are slots |
| MARCO | all minimal sets | the same | no | seeds; shrinks one set after the other |
| QuickXplain + proof | one minimal set | that it is minimal, and whether it is the only one | no | the proof |
| ddmin | one minimal set | that it is minimal | no | the parts of one division |
| drop-one | what all minimal sets share | nothing more | no | everything |

All of them use what monotony implies, so that none asks what it could know. Where the others are ahead: with no guess,
QuickXplain takes fewer trials for one set of up to two members, and ddmin, which proves less, of up to three. With 8 slots and no guess, MARCO takes a tenth to a quarter
fewer trials for two sets and for independent ones, but asks most of them one after the other and so takes three to five times as long;
and it asks fewer sets that pass, so that failures by chance mislead it less. An earlier finding, or what the Dockerfile and the error
texts tell, is worth more than any of this.
`;
