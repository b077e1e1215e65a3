import type { BisectedCase } from '../../comparison/bisect-cases.ts';
import { displayPath } from '../../files/display-path.ts';
import { isFlaky } from '../../use-cases/answered-exit-code.ts';
import { assertDistinct, bisectRuns, endsOf } from '../../use-cases/bisect.ts';
import { executorOf } from '../../use-cases/executor-name.ts';
import { freshDirectory } from '../../use-cases/fresh-directory.ts';
import type { Runner } from '../../use-cases/run-order.ts';
import { many } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { engineWishOf } from '../options/engine-options.ts';
import { flag, repeated, required } from '../options/option.ts';
import { collectList } from '../options/parse-option.ts';
import { FLAKY_OPTION, GUESS_OPTION, searchOptions, TRIAL_OPTIONS } from '../options/run-options.ts';
import { planSearch } from '../options/search-wish.ts';
import { print, tell } from '../output/output.ts';
import { textHere } from '../output/show-reports.ts';
import { assertUsableHere } from '../session/assert-usable-here.ts';
import { interruptedIn } from '../session/interrupted-in.ts';
import { startRun } from '../session/start-run.ts';

/** Finds the executor that first changed what each case needs. */
export const bisect = command({
  arguments: { paths: many('path', 'the Dockerfiles (default: .)') },
  options: {
    from: required('--from <executor>', 'the oldest one: an image, or the path of a binary'),
    to: required('--to <executor>', 'the newest one'),
    between: repeated('--between <list>', 'those between, oldest first, separated by commas; repeatable', collectList),
    ...TRIAL_OPTIONS,
    // An audit, which takes most of the builds, says nothing of what differs between executors.
    ...searchOptions({ audit: 'off' }),
    ...FLAKY_OPTION,
    ...GUESS_OPTION,
    json: flag('--json', 'print the result as JSON and nothing else on standard output'),
  },
  run: async ({ paths }, options) => {
    const names = [options.from, ...options.between, options.to];
    const executors = await Promise.all(names.map(executorOf));
    assertDistinct(executors);
    const { plan, givenArguments } = await planSearch(paths, options, { builder: { kind: 'any' } });
    const directory = await freshDirectory(options.out);
    const engine = engineWishOf(options, process.env);
    await assertUsableHere(endsOf(executors), engine);
    const run: Runner = (wanted) => startRun({ ...wanted, givenArguments }, { engine });
    const bisected = await bisectRuns({ plan, executors, directory, run, tell });
    if (bisected === undefined) return interruptedIn(directory);
    print(await textHere(options.json ? 'json' : 'text', 'bisection', { cases: bisected, names }));
    tell(`\nruns: ${displayPath(directory)}/`);
    const findings = bisected.flatMap(({ found }) => [...found.values()]);
    return options.failOnFlaky && isFlaky(findings) ? 4 : exitCodeOf(bisected);
  },
});

/** 0 the same at both ends everywhere, 1 something changed, 3 nothing is known to have changed, but some case has no verdict. */
function exitCodeOf(cases: readonly BisectedCase[]): 0 | 1 | 3 {
  if (cases.some(({ end }) => end.kind === 'found')) return 1;
  return cases.every(({ end }) => end.kind === 'unchanged') ? 0 : 3;
}
