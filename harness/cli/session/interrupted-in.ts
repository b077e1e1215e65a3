import { displayPath } from '../../files/display-path.ts';
import { tell } from '../output/output.ts';

/** Tells where the runs of an interrupted command are, and gives the exit code. */
export function interruptedIn(directory: string): 130 {
  tell(`\nInterrupted. Each run that was started is kept in ${displayPath(directory)}/`);
  tell('To finish one: kaniko-caps discover --resume DIRECTORY. To compare two: kaniko-caps compare A B.');
  return 130;
}
