import { parseUniverse } from '../capabilities/universe.ts';
import type { Case } from '../corpus/case.ts';
import { findCases } from '../corpus/find-cases.ts';
import type { RunOptions } from './options.ts';

/** The options that say what to build. */
export type CaseOptions = Pick<
  RunOptions,
  'file' | 'context' | 'buildArg' | 'target' | 'network' | 'universe' | 'timeout'
>;

/**
 * The cases that a request names.
 *
 * @throws HarnessError BAD_INPUT naming the file, and the line or field, that cannot be read.
 */
export function findRequestedCases({
  paths,
  options,
}: {
  readonly paths: readonly string[];
  readonly options: CaseOptions;
}): Promise<Case[]> {
  return findCases(paths, {
    file: options.file,
    context: options.context,
    buildArguments: options.buildArg,
    target: options.target,
    network: options.network,
    universe: options.universe === undefined ? undefined : parseUniverse(options.universe),
    timeoutSeconds: options.timeout,
  });
}
