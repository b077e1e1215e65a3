import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Engine, OwnedObject, Site, SiteRegistry } from '../../engine/port.ts';
import type { TrialSpecification } from '../../engine/trial-port.ts';
import { HarnessError } from '../../errors.ts';
import type { RegistrySource } from '../../image/registry/registry-source.ts';
import type { FaultSchedule } from './fault-schedule.ts';
import { type FaultyCalls, faultText, faultyCalls } from './faulty-calls.ts';
import { faultyRoom } from './faulty-trial.ts';

/**
 * An engine in memory as it looks over a bad connection: each of its calls stands for those that the adapter of a real engine
 * makes, and the schedule spoils them. What could not be removed is left until somebody removes it.
 */
export function faultyEngine(engine: Engine, schedule: FaultSchedule): Engine {
  const calls = faultyCalls(schedule);
  const left = new Map<string, OwnedObject>();
  const leave = ({ name, ownership }: TrialSpecification): void =>
    void left.set(name, { kind: 'container', id: name, name, ownership });
  return {
    ...engine,
    images: {
      ...engine.images,
      find: async (reference) => {
        const fault = await calls.make(['images'], reference);
        if (fault?.status === 404 || fault?.status === 400) return undefined;
        if (fault !== undefined) throw failed(`looking for ${reference}`, faultText(fault));
        return engine.images.find(reference);
      },
    },
    hosts: async () => {
      await calls.need(['info'], 'asking who it is');
      return engine.hosts();
    },
    openSite: async (specification) => {
      await calls.need(['networks', 'create', 'start', 'inspect'], 'opening the site');
      return faultySite(await engine.openSite(specification), calls, leave);
    },
    owned: async (run) => {
      await calls.need(['list', 'networks'], 'listing');
      const own = [...left.values()].filter(({ ownership }) => run === undefined || ownership?.run === run);
      return [...(await engine.owned(run)), ...own];
    },
    remove: async (objects) => {
      for (const object of objects) {
        await calls.need([object.kind === 'container' ? 'remove' : 'networks'], `removing ${object.name}`);
        if (!left.delete(object.name)) await engine.remove([object]);
      }
      return [...objects];
    },
  };
}

function faultySite(site: Site, calls: FaultyCalls, leave: (specification: TrialSpecification) => void): Site {
  return {
    ...site,
    registry: faultyRegistry(site.registry, calls),
    makeRooms: async (wanted) => {
      await calls.need(['create', 'networks', 'start', 'inspect'], 'making the rooms');
      const { none, egress } = await site.makeRooms(wanted);
      return {
        none: none.map((room) => faultyRoom(room, calls, leave)),
        egress: egress.map((room) => faultyRoom(room, calls, leave)),
      };
    },
  };
}

function faultyRegistry(registry: SiteRegistry, calls: FaultyCalls): SiteRegistry {
  return {
    ...registry,
    source: faultySource(registry.source, calls),
    supply: async (supply) => {
      await calls.need(['images', 'images', 'registry'], `copying ${supply.reference}`);
      return registry.supply(supply);
    },
    copyRepository: async (from, to) => {
      await calls.need(['exec', 'exec', 'exec'], `copying ${from}`);
      return registry.copyRepository(from, to);
    },
  };
}

/** What comes over a bad connection may end in the middle, with an error or as if it were whole. */
function faultySource(source: RegistrySource, calls: FaultyCalls): RegistrySource {
  return {
    manifest: async (repository, reference) => {
      const fault = await calls.make(['registry'], reference);
      if (fault?.status === 404) return undefined;
      if (fault !== undefined) throw failed(`reading ${repository}:${reference}`, faultText(fault));
      return source.manifest(repository, reference);
    },
    blob: async (repository, digest) => {
      const fault = await calls.make(['registry'], digest);
      if (fault === undefined) return source.blob(repository, digest);
      if (fault.moment !== 'mid-stream') throw failed(`reading ${digest}`, faultText(fault));
      const content = await buffer(await source.blob(repository, digest));
      const part = content.subarray(0, Math.min(fault.bytes, content.length - 1));
      return Readable.from(fault.kind === 'reset' ? broken(part, faultText(fault)) : [part]);
    },
  };
}

async function* broken(part: Buffer, message: string): AsyncGenerator<Buffer> {
  yield part;
  throw new Error(message);
}

function failed(what: string, why: string): HarnessError {
  return new HarnessError('ENGINE_FAILED', `${what} failed: ${why}`);
}
