import type { EngineWish } from '../../engine/open-engine.ts';
import type { FinishedRun, WantedRun } from '../../use-cases/run-order.ts';

/** How a run is begun and shown. */
export interface RunSession {
  readonly engine: EngineWish;
  /** The directory that the user named; a new one otherwise. */
  readonly out?: string | undefined;
  /** The run to go on with. */
  readonly resumed?: { readonly run: string; readonly directory: string } | undefined;
  /** Whether a run that takes long begins without asking. */
  readonly yes?: boolean;
  /** Whether what is guessed of each case is told. */
  readonly explain?: boolean;
}

/** Carries a run out; what that takes is loaded only here, as a command may do without. */
export async function startRun(wanted: WantedRun, session: RunSession): Promise<FinishedRun> {
  const { runHere } = await import('./run-here.ts');
  return runHere(wanted, session);
}
