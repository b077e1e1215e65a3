import { formatSet, union } from '../../capabilities/capability-set.ts';
import { parseSet } from '../../capabilities/parse-set.ts';
import { DOCKER_DEFAULTS } from '../../capabilities/universe.ts';
import { serializeRecord } from '../../record/record-text.ts';
import { verificationExitCode } from '../../record/verification.ts';
import { headline } from '../../report/blocks/run/run-text.ts';
import { verificationText } from '../../report/terminal/verification.ts';
import { planRun } from '../../use-cases/planning/plan-run.ts';
import { many } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { engineWishOf } from '../options/engine-options.ts';
import { required } from '../options/option.ts';
import { BUILDER_OPTIONS, JSON_OPTION, RECURSIVE_OPTION, TRIAL_OPTIONS } from '../options/run-options.ts';
import { builderRequestOf, plainPolicy, wishOf } from '../options/run-wish.ts';
import { varyOption } from '../options/vary-option.ts';
import { print, tell } from '../output/output.ts';
import { startRun } from '../session/start-run.ts';

/** Tries one set on every case. */
export const verify = command({
  arguments: {
    paths: many('path', 'Dockerfiles, directories with one, or directories of such directories (default: .)'),
  },
  options: {
    ...RECURSIVE_OPTION,
    ...TRIAL_OPTIONS,
    ...JSON_OPTION,
    ...BUILDER_OPTIONS,
    caps: required('--caps <list>', 'the set, as CHOWN,FOWNER; none; or docker for its defaults'),
    vary: varyOption('if it is enough, try it under other configurations as well', []),
  },
  run: async ({ paths }, options) => {
    const set = options.caps.toLowerCase() === 'docker' ? DOCKER_DEFAULTS : parseSet(options.caps);
    // The reference must grant at least what is tried.
    const universe = options.universe ?? formatSet(union(set, DOCKER_DEFAULTS));
    const wish = wishOf(
      { ...options, universe },
      {
        paths,
        task: { kind: 'one-set', set },
        policy: plainPolicy(options, options),
        builder: builderRequestOf(options, process.env),
      },
    );
    const { record, interrupted } = await startRun(await planRun(wish, tell), {
      ...options,
      engine: engineWishOf(options, process.env),
    });
    if (options.json) print(serializeRecord(record));
    else print([headline(record), ...record.cases.map((one) => verificationText(one, set))].join('\n\n'));
    return interrupted ? 130 : verificationExitCode(record.cases, set);
  },
});
