import type { Readable } from 'node:stream';
import { HarnessError } from '../../errors.ts';
import type { RegistryCredentials } from '../../image/credentials/registry-credentials.ts';
import type { EngineImages, FetchOutcome, ImageSummary, ImportSettings } from '../port.ts';
import type { Participant, Roster } from './roster.ts';

/**
 * The images of a pool. What one member has, the others are given before anybody uses it: a tag that moves, and an image that each
 * member makes anew, would else be another image on each.
 */
export function poolImages(roster: Roster): EngineImages {
  const spreading = new Map<string, Promise<ImageSummary | undefined>>();
  const find = (reference: string): Promise<ImageSummary | undefined> => {
    const begun = spreading.get(reference) ?? spread(roster, reference).finally(() => spreading.delete(reference));
    spreading.set(reference, begun);
    return begun;
  };
  return {
    areKept: true,
    find,
    matching: async (pattern) => {
      const matching = await roster.onAll(({ member }) => member.engine.images.matching(pattern));
      return [...new Set([...matching.values()].flat())].sort();
    },
    fetch: async (reference, credentials) => {
      const fetched = await fetchOnce(roster, reference, credentials);
      if (fetched.kind === 'fetched') await find(reference);
      return fetched;
    },
    importRootFilesystem: async (tar: Readable, settings: ImportSettings) => {
      await roster.first().member.engine.images.importRootFilesystem(tar, settings);
      await find(settings.reference);
    },
  };
}

/** What all members know of an image, once each that lacks it has it from one that does not; undefined if none has it. */
async function spread(roster: Roster, reference: string): Promise<ImageSummary | undefined> {
  const found = await roster.onAll(({ member }) => member.engine.images.find(reference));
  const holders = [...found].flatMap(([one, image]) => (image === undefined ? [] : [{ one, image }]));
  const [from] = holders;
  if (from === undefined) return undefined;
  assertSameImage(reference, holders);
  const lacking = [...found].filter(([, image]) => image === undefined).map(([one]) => one);
  // An archive does not keep the digest that the name has: each has to fetch it.
  if (lacking.length > 0 && isPinned(reference)) return undefined;
  for (const to of lacking) await give(reference, from, to);
  return (holders.find(({ image }) => image.repoDigest !== null) ?? from).image;
}

interface Holder {
  readonly one: Participant;
  readonly image: ImageSummary;
}

async function give(reference: string, { one, image }: Holder, to: Participant): Promise<void> {
  try {
    await to.member.loadImage(await one.member.saveImage(reference));
    const given = await to.member.engine.images.find(reference);
    if (given?.id === image.id) return;
    throw new HarnessError(
      'ENGINE_FAILED',
      `${reference} has the id ${image.id} on ${one.member.name}, and ${given?.id ?? 'none'} on ${to.member.name} after it was copied`,
      { hint: 'Engines of one pool must keep images in the same way (containerd or not).' },
    );
  } catch (thrown) {
    if (await to.answers()) throw thrown;
  }
}

function assertSameImage(reference: string, [first, ...others]: readonly Holder[]): void {
  const other = others.find(({ image }) => image.id !== first?.image.id);
  if (first === undefined || other === undefined) return;
  throw new HarnessError(
    'ENGINE_UNSUPPORTED',
    `The image ${reference} is ${first.image.id} on ${first.one.member.name}, and ${other.image.id} on ${other.one.member.name}`,
    { hint: `Remove it from all hosts but one (docker image rm ${reference}): they then get it from that one.` },
  );
}

/** By its digest each member that lacks it gets the same; by a tag only one fetches, and gives it to the others. */
async function fetchOnce(
  roster: Roster,
  reference: string,
  credentials: RegistryCredentials | undefined,
): Promise<FetchOutcome> {
  const fetch = ({ member }: Participant): Promise<FetchOutcome> => member.engine.images.fetch(reference, credentials);
  if (!isPinned(reference)) return fetch(roster.first());
  const fetched = await roster.onAll(async (one) =>
    (await one.member.engine.images.find(reference)) === undefined ? fetch(one) : ({ kind: 'fetched' } as const),
  );
  return [...fetched.values()].find(({ kind }) => kind === 'failed') ?? { kind: 'fetched' };
}

/** Whether a reference names an image by the digest that a registry has for it. */
function isPinned(reference: string): boolean {
  return reference.includes('@');
}
