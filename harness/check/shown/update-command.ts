import { shellWord } from '../../report/blocks/run/command-text.ts';
import type { CheckView } from '../check-view.ts';

/** The command that writes what this run found. */
export function updateCommand({ lockFile, run }: Pick<CheckView, 'lockFile' | 'run'>, accept: boolean): string {
  const lock = lockFile === 'capabilities.lock.json' ? '' : ` --lock ${shellWord(lockFile)}`;
  const record = run === null ? '' : ` --record ${shellWord(run)}`;
  return `kaniko-caps update${lock}${record}${accept ? ' --accept' : ''}`;
}
