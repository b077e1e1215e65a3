import type { Engine } from '../engine/port.ts';
import { HarnessError } from '../errors.ts';

/** What is used unless the user names one: the distribution registry's own image, or the one that our scripts make. */
const KNOWN = ['registry:2', 'kaniko-caps/auxiliary:1'];

/**
 * The image that the sandbox's registry and rooms are made from. `tell` hears of steps that take time.
 *
 * @throws HarnessError AUXILIARY_IMAGE_UNAVAILABLE if there is none to be had.
 */
export async function chooseAuxiliaryImage(
  engine: Engine,
  named: string | null,
  tell: (step: string) => void,
): Promise<string> {
  const candidates = named === null ? KNOWN : [named];
  for (const image of candidates) if ((await engine.images.find(image)) !== undefined) return image;
  const wanted = candidates[0] ?? '';
  tell(`pulling ${wanted}`);
  const pull = await engine.images.fetch(wanted, undefined);
  if (pull.kind === 'fetched') return wanted;
  const [why, hint] = engine.images.areKept
    ? [
        `${wanted} is not on the engine, and its pull failed (${pull.message})`,
        'Make one with scripts/images/auxiliary on a Debian machine, or name another with --aux-image.',
      ]
    : [
        `${wanted}: ${pull.message}`,
        'Push registry:2 to a registry that the engine and this machine can read, and name it with --aux-image.',
      ];
  throw new HarnessError('AUXILIARY_IMAGE_UNAVAILABLE', `No auxiliary image: ${why}`, { hint });
}
