import type { CaseDifference, ChangeKindName } from '../../check/kinds/change-kinds.ts';

/** What a stranger may have written into a log or a path. */
const HOSTILE = 'first\nsecond\u001b[2J\u2028third';

const tried = (set: readonly string[], silent: boolean, shown: readonly string[]) => ({
  set,
  lacking: ['FOWNER'],
  trials: ['t0001', 't0002'],
  capBnd: '0000000000000011',
  silent,
  shown,
});

const sets = {
  locked: [['CHOWN']],
  found: [['CHOWN', 'FSETID']],
  proofs: [
    {
      serves: 'locked' as const,
      set: ['CHOWN'],
      failing: tried(['CHOWN'], true, [HOSTILE]),
      serving: tried(['CHOWN', 'FSETID'], false, []),
    },
  ],
};

const silence = { capability: HOSTILE, set: null, trials: ['t0003'], shown: [HOSTILE] };

/** A change of each kind. What it tells of a build is what a stranger may have written. */
export const CHANGE_EXAMPLES: {
  readonly [Name in ChangeKindName]: Extract<CaseDifference, { kind: Name }>;
} = {
  'needs-more': { kind: 'needs-more', ...sets },
  'no-longer-builds': { kind: 'no-longer-builds', ...sets, found: [] },
  different: { kind: 'different', ...sets, found: [['FSETID']] },
  'became-silent': { kind: 'became-silent', ...silence },
  'not-locked': { kind: 'not-locked', found: [['CHOWN']] },
  gone: { kind: 'gone' },
  invalid: { kind: 'invalid', reason: HOSTILE },
  'needs-less': { kind: 'needs-less', ...sets, found: [[]], proofs: [] },
  'became-error': { kind: 'became-error', ...silence, capability: null, set: ['CHOWN'] },
  'exit-code-changed': { kind: 'exit-code-changed', relation: 'different', repeated: false, ...sets },
  'reference-changed': { kind: 'reference-changed', differences: [HOSTILE] },
  'not-comparable': {
    kind: 'not-comparable',
    facts: [{ field: 'environment.kernel', before: '6.8', after: HOSTILE }],
    found: [{ kind: 'needs-more', ...sets }],
    lockedSuffices: false,
  },
  'no-verdict': { kind: 'no-verdict', answer: 'faithful', reason: HOSTILE },
};
