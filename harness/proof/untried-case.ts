import { namesOf } from '../capabilities/capability-set.ts';
import type { CaseRecord } from '../record/record.ts';
import type { Case, InvalidCase } from '../vocabulary/case.ts';
import { DEFAULT_CONFIGURATION } from '../vocabulary/configuration.ts';
import type { EventOf } from '../vocabulary/run-event.ts';

/** What a record says of a case that needs no trial. */
export function namesIn({ id, title, path, file, network, configuration, instructions, chosenContext }: Case) {
  const names = { id, title, path, dockerfile: file, network, configuration, instructions: [...instructions] };
  return chosenContext === undefined ? names : { ...names, context: chosenContext };
}

/** The record of a case that could not be tried at all. */
export function abandonedCaseRecord(one: Case, event: EventOf<'case-abandoned'>): CaseRecord {
  return {
    ...NOTHING_TRIED,
    ...namesIn(one),
    status: 'infrastructure',
    reason: event.reason,
    universe: namesOf(event.universe),
  };
}

/** The record of a Dockerfile that cannot be built from. */
export function invalidCaseRecord({ id, file, reason, code, line }: InvalidCase): CaseRecord {
  return {
    ...NOTHING_TRIED,
    id,
    title: id,
    path: file,
    dockerfile: file,
    status: 'invalid',
    reason,
    invalid: { code, line },
    universe: [],
    network: 'none',
    configuration: DEFAULT_CONFIGURATION,
    instructions: [],
  };
}

const UNANSWERED: CaseRecord['faithful'] = { complete: false, minimalSets: [], maximalFailingSets: [] };

const NOTHING_TRIED = {
  untestable: [],
  contextSha256: null,
  bases: [],
  faithful: UNANSWERED,
  exitZero: UNANSWERED,
  partial: { faithful: null, exitZero: null },
  losses: [],
  violations: [],
  flaky: [],
  masked: [],
  referenceImage: null,
  variations: [],
  audit: null,
  witness: null,
  truthTable: null,
  referenceFailure: null,
  trials: { count: 0, lowerBound: 0, wallMs: 0, totalMs: 0, confirm: 0, all: [] },
} satisfies Partial<CaseRecord>;
