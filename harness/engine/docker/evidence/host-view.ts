import { type KernelWitness, openKernelWitness } from '../../kernel-witness/kernel-witness.ts';
import type { WitnessSource } from '../../port.ts';
import { type StatusReader, unableToRead } from '../../processes/status-reader.ts';
import type { DockerApi } from '../api/docker-api.ts';
import { chooseReader, type EvidenceSettings } from './choose-reader.ts';
import { localStatusReader } from './local-status-reader.ts';

/** How the processes of trials are seen. */
export interface HostView {
  readonly reader: StatusReader;
  /** Undefined where the kernel's checks are not to be seen, or not wanted. */
  readonly witness: KernelWitness | undefined;
  readonly watching: WitnessSource;
  close(): Promise<void>;
}

/** What is wanted of the view. */
export interface ViewSettings extends EvidenceSettings {
  readonly watchKernel: boolean;
}

/** Opens the view on the processes of the engine's host. Never rejects: what cannot be seen says why. */
export async function openHostView(api: DockerApi, settings: ViewSettings): Promise<HostView> {
  const reader = await chooseReader(api, settings);
  const { witness, watching } = await openWitness(reader, settings.watchKernel);
  return {
    reader,
    witness,
    watching,
    close: async () => {
      await witness?.close();
      reader.close();
    },
  };
}

/** The view from outside of a site. */
export const NO_VIEW: HostView = {
  reader: unableToRead('capabilities can be read only while a sandbox runs'),
  witness: undefined,
  watching: { kind: 'unavailable', reason: 'the kernel can be watched only while a sandbox runs' },
  close: async () => undefined,
};

async function openWitness(reader: StatusReader, isWanted: boolean): Promise<Pick<HostView, 'witness' | 'watching'>> {
  const without = (reason: string) => ({ witness: undefined, watching: { kind: 'unavailable', reason } }) as const;
  if (!isWanted) return without('not asked for');
  // The pids that the engine names are the kernel's own only where its processes are this host's.
  if (reader !== localStatusReader) return without("the engine's processes are not of this host");
  const opening = await openKernelWitness();
  return opening.kind === 'unavailable'
    ? without(opening.reason)
    : { witness: opening.witness, watching: { kind: 'watching', callsUnseen: opening.callsUnseen } };
}
