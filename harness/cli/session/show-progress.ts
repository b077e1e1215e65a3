import { createLogUpdate } from 'log-update';
import { formatSet } from '../../capabilities/capability-set.ts';
import type { Progress } from '../../discovery/progress.ts';
import type { CaseState } from '../../proof/case-state.ts';
import { caseHeadline } from '../../report/blocks/case-headline.ts';
import { countOf, safeText, shorten } from '../../text/plain-text.ts';
import { guessText } from '../output/guess-text.ts';
import { tell } from '../output/output.ts';

/** A progress display, to be ended before anything else is written. */
export interface ProgressDisplay extends Progress {
  /** Something that stays on the screen. */
  note(text: string): void;
  end(): void;
}

/** What is to be shown. */
export interface ProgressView {
  /** How many cases there are. */
  readonly cases: number;
  /** Whether what is guessed of each case is told. */
  readonly explain: boolean;
}

/** Live lines on a terminal, a line per event in a log. */
export function showProgress(view: ProgressView): ProgressDisplay {
  return process.stderr.isTTY ? liveProgress(view) : plainProgress(view);
}

function plainProgress({ cases, explain }: ProgressView): ProgressDisplay {
  let finished = 0;
  return {
    note: tell,
    preparing: tell,
    caseAbandoned: (id, reason) => tell(abandonedLine(id, reason)),
    caseGuessed: (id, prior) => (explain ? tell(guessText(id, prior)) : undefined),
    caseChanged: () => undefined,
    caseFinished(record) {
      finished += 1;
      tell(`[${finished}/${cases}] ${caseHeadline(record)}`);
    },
    end: () => undefined,
  };
}

/** How many cases at work are shown at once. */
const LINES_OF_CASES = 10;

function liveProgress({ cases, explain }: ProgressView): ProgressDisplay {
  const live = createLogUpdate(process.stderr);
  const active = new Map<string, CaseState>();
  let finished = 0;
  let step = '';
  const draw = (): void => {
    const width = process.stderr.columns ?? 80;
    const shown = [...active].slice(-LINES_OF_CASES);
    const lines = shown.map(([id, state]) => shorten(stateLine(id, state), width - 1));
    if (active.size > shown.length) lines.push(`  and ${active.size - shown.length} more`);
    live(
      [`${finished} of ${countOf(cases, 'case')} done${step === '' ? '' : ` · ${safeText(step)}`}`, ...lines].join(
        '\n',
      ),
    );
  };
  const above = (text: string): void => {
    live.clear();
    tell(text);
    draw();
  };
  return {
    note: above,
    preparing(next) {
      step = next;
      draw();
    },
    caseAbandoned: (id, reason) => above(abandonedLine(id, reason)),
    caseGuessed: (id, prior) => (explain ? above(guessText(id, prior)) : undefined),
    caseChanged(id, state) {
      step = '';
      // The latest stays last, where it is seen when not all of them fit.
      active.delete(id);
      active.set(id, state);
      draw();
    },
    caseFinished(record) {
      active.delete(record.id);
      finished += 1;
      above(caseHeadline(record));
    },
    end: () => live.clear(),
  };
}

function abandonedLine(id: string, reason: string): string {
  return `${safeText(id)}  cannot be tried: ${safeText(reason)}`;
}

/** A case at work: trials done and open, and the smallest set that serves so far. */
function stateLine(id: string, state: CaseState): string {
  // So many are of a run that tries every subset: what is open is no measure of it, and takes long to tell.
  if (state.trials.length > 1_000) return `  ${safeText(id)}  ${countOf(state.trials.length, 'trial')}`;
  const open = new Set([...state.faithful.open(), ...state.exitZero.open()]).size;
  const best = state.faithful.passing[0];
  const known =
    state.reference.kind === 'sound' && best !== undefined ? ` · serves: ${formatSet(best)}` : ' · reference';
  return `  ${safeText(id)}  ${countOf(state.trials.length, 'trial')}, ${open} open${known}`;
}
