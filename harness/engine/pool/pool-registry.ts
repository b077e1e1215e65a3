import { HarnessError } from '../../errors.ts';
import type { EngineImages, SiteRegistry, SupplyOutcome, TrialRegistry } from '../port.ts';
import type { MemberSite } from './pool-member.ts';
import type { Participant, Roster } from './roster.ts';

/** The sites of the members. */
export type MemberSites = ReadonlyMap<Participant, MemberSite>;

/** What the registries of a pool share: each has the same base images, under the same digests. */
export function poolRegistry(roster: Roster, images: EngineImages, sites: MemberSites): SiteRegistry {
  const siteOf = (one: Participant): MemberSite => siteIn(sites, one);
  const first = (): SiteRegistry => siteOf(roster.first()).registry;
  return {
    address: commonAddress(sites),
    source: {
      manifest: (repository, reference) => first().source.manifest(repository, reference),
      blob: (repository, digest) => first().source.blob(repository, digest),
    },
    supply: async (supply) => {
      if ((await images.find(supply.reference)) === undefined) {
        if (supply.credentials === null) return { kind: 'absent', message: 'no engine has it' };
        const fetched = await images.fetch(supply.reference, await supply.credentials());
        if (fetched.kind === 'failed') return { kind: 'absent', message: fetched.message };
      }
      return sameEverywhere(
        supply.reference,
        await roster.onAll((one) => siteOf(one).registry.supply({ ...supply, credentials: null })),
      );
    },
    copyRepository: async (from, to) => {
      await roster.onAll((one) => siteOf(one).registry.copyRepository(from, to));
    },
  };
}

/** The registry that the trials of one member reach. What others kept is brought here before it is copied. */
export function memberRegistry(roster: Roster, own: Participant, sites: MemberSites): TrialRegistry {
  const { registry, repositories } = siteIn(sites, own);
  const bringing = new Map<string, Promise<boolean>>();
  /** Whether it is here now. */
  const bring = async (name: string): Promise<boolean> => {
    if (await repositories.has(name)) return true;
    for (const one of roster.living().filter((other) => other !== own)) {
      const content = await siteIn(sites, one).repositories.read(name);
      if (content === undefined) continue;
      await repositories.write(name, content);
      return true;
    }
    return false;
  };
  const brought = (name: string): Promise<boolean> => {
    const begun = bringing.get(name) ?? bring(name).finally(() => bringing.delete(name));
    bringing.set(name, begun);
    return begun;
  };
  return {
    address: registry.address,
    source: registry.source,
    // Where all take part, one that nobody has was never made.
    hasLost: async (name) => roster.living().length < roster.all.length && !(await brought(name)),
    copyRepository: async (from, to) => {
      await brought(from);
      await registry.copyRepository(from, to);
    },
  };
}

function siteIn(sites: MemberSites, one: Participant): MemberSite {
  const site = sites.get(one);
  if (site === undefined) throw new Error(`${one.member.name} has no site`);
  return site;
}

function commonAddress(sites: MemberSites): string {
  const addresses = new Set([...sites.values()].map(({ registry }) => registry.address));
  const [address = ''] = addresses;
  if (addresses.size === 1) return address;
  throw new HarnessError('ENGINE_UNSUPPORTED', `The hosts reach their registries in ${addresses.size} different ways`, {
    hint: 'Name hosts of one kind of engine only.',
  });
}

function sameEverywhere(reference: string, supplied: ReadonlyMap<Participant, SupplyOutcome>): SupplyOutcome {
  const outcomes = [...supplied];
  const [first] = outcomes;
  if (first === undefined) return { kind: 'absent', message: 'no engine answers' };
  const [one, outcome] = first;
  for (const [other, its] of outcomes) {
    if (its.kind === 'absent') return its;
    if (outcome.kind === 'absent' || outcome.digest === its.digest) continue;
    throw new HarnessError(
      'ENGINE_UNSUPPORTED',
      `${reference} has the digest ${outcome.digest} in the registry of ${one.member.name}, and ${its.digest} in that of ${other.member.name}`,
      { hint: 'Name hosts with one version of the engine only: trials on different base images cannot be compared.' },
    );
  }
  return outcome;
}
