import { createLogUpdate } from 'log-update';
import type { Progress } from '../../discovery/progress.ts';
import { caseHeadline } from '../../report/blocks/answer/case-headline.ts';
import { safeText } from '../../text/plain-text.ts';
import { guessText } from '../output/guess-text.ts';
import { tell } from '../output/output.ts';
import { createTally, progressLine, screenLines } from './progress-text.ts';

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

/** Live lines on a terminal, a line now and then in a log. */
export function showProgress(view: ProgressView): ProgressDisplay {
  return process.stderr.isTTY ? liveProgress(view) : plainProgress(view);
}

/** A log shows that a run is alive at least this often. */
const LINE_EVERY_MS = 30_000;

function plainProgress(view: ProgressView): ProgressDisplay {
  const tally = createTally(view.cases);
  const timer = setInterval(() => tell(progressLine(tally)), LINE_EVERY_MS);
  timer.unref();
  const say = (text: string): void => {
    // What was said just now is a sign of life as well.
    timer.refresh();
    tell(text);
  };
  return {
    note: say,
    preparing: say,
    beginning: tally.begin,
    caseAbandoned(id, reason) {
      tally.settle(id);
      say(abandonedLine(id, reason));
    },
    caseGuessed: (id, prior) => (view.explain ? say(guessText(id, prior)) : undefined),
    caseChanged: (id, progress) => tally.note(id, progress),
    caseFinished(record) {
      tally.settle(record.id);
      say(`[${tally.settled}/${view.cases}] ${caseHeadline(record)}`);
    },
    warning: say,
    end: () => clearInterval(timer),
  };
}

function liveProgress(view: ProgressView): ProgressDisplay {
  const live = createLogUpdate(process.stderr);
  const tally = createTally(view.cases);
  let step = '';
  const draw = (): void => {
    live(screenLines(tally, step, process.stderr.columns ?? 80).join('\n'));
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
    beginning: tally.begin,
    caseAbandoned(id, reason) {
      tally.settle(id);
      above(abandonedLine(id, reason));
    },
    caseGuessed: (id, prior) => (view.explain ? above(guessText(id, prior)) : undefined),
    caseChanged(id, progress) {
      step = '';
      tally.note(id, progress);
      draw();
    },
    caseFinished(record) {
      tally.settle(record.id);
      above(caseHeadline(record));
    },
    warning: above,
    end: () => live.clear(),
  };
}

function abandonedLine(id: string, reason: string): string {
  return `${safeText(id)}  cannot be tried: ${safeText(reason)}`;
}
