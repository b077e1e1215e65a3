import { openEngine } from '../../engine/open-engine.ts';
import { countOf } from '../../text/plain-text.ts';
import { collectGarbage } from '../../use-cases/gc.ts';
import { command } from '../options/command.ts';
import { ENGINE_OPTIONS, engineWishOf } from '../options/engine-options.ts';
import { print } from '../output/output.ts';

/** Removes what dead runs of this host left on the engine. */
export const gc = command({
  arguments: {},
  options: ENGINE_OPTIONS,
  run: async (_, options) => {
    const engine = await openEngine(engineWishOf(options, process.env));
    try {
      const removed = await collectGarbage(engine);
      for (const { kind, name } of removed) print(`removed ${kind} ${name}`);
      print(`${countOf(removed.length, 'object')} of crashed runs removed`);
      return 0;
    } finally {
      await engine.close();
    }
  },
});
