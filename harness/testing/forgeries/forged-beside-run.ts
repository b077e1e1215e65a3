import { cp, readFile, writeFile } from 'node:fs/promises';
import { runInProcess } from '../programs/run-in-process.ts';
import { loseNothing } from './forgeries.ts';
import { type Anything, inJournal } from './forging.ts';

/** What a forger does to the lock file. */
export function forgedLocks(): readonly { readonly what: string; readonly forge: (lock: Anything) => Anything }[] {
  const inCase = (change: (one: Anything) => void) => (lock: Anything) => {
    for (const one of Object.values(lock.cases)) change(one);
    return lock;
  };
  return [
    {
      what: 'A minimal set is smaller.',
      forge: inCase((one) => {
        one.faithful.minimalSets = ['CHOWN,FOWNER'];
      }),
    },
    {
      what: 'The minimal sets and the largest sets that fail are those of a build that does not need FSETID.',
      forge: inCase((one) => {
        Object.assign(one, { faithful: one.exitZero, losses: { CHOWN: 'error', FOWNER: 'error' } });
      }),
    },
  ];
}

/** What a forger does about the attestation of a run; each gives the run and the attestation that he hands out. */
export function forgedAttestations(place: (name: string) => string): readonly {
  readonly what: string;
  readonly forge: () => Promise<{ readonly run: string; readonly attestation: string }>;
}[] {
  const run = place('true');
  const attestation = place('forged.attestation');
  return [
    {
      what: 'The statement says that less is needed. The signature is as it was.',
      forge: async () => {
        const envelope = JSON.parse(await readFile(place('true.attestation'), 'utf8'));
        const text = Buffer.from(envelope.payload, 'base64').toString().replaceAll(',"FSETID"', '');
        await writeFile(attestation, JSON.stringify({ ...envelope, payload: Buffer.from(text).toString('base64') }));
        return { run, attestation };
      },
    },
    {
      what: 'It is the attestation of another run by the same key.',
      forge: async () => ({ run, attestation: place('other.attestation') }),
    },
    {
      what: 'The run was forged so that it fits together, and signed with a key of the forger.',
      forge: async () => {
        const forged = place('forged-and-signed');
        await cp(run, forged, { recursive: true });
        await inJournal(loseNothing)(forged);
        await runInProcess('attest', forged, '--key', place('forger.pem'), '--out', attestation);
        return { run: forged, attestation };
      },
    },
  ];
}
