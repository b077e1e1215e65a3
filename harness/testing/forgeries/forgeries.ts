import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { RawEntry } from './cut-run.ts';
import { type Anything, type Forging, fingerprints, inJournal, inJournalOf, inOneLine, inRecord } from './forging.ts';

/** Something that a forger does to a run of the case `setgid-foreign-group` with Google's Kaniko v1.24.0. */
export interface Forgery {
  /** What he changes. */
  readonly kind: string;
  /** How, in words. */
  readonly what: string;
  /** Whether everything in the directory of the run fits together again afterwards. */
  readonly isConsistent: boolean;
  readonly forge: Forging;
}

/** Changes a run in one place, as somebody who knows nothing of its journal, or hopes that nobody looks. */
const IN_ONE_PLACE: readonly Omit<Forgery, 'isConsistent'>[] = [
  {
    kind: 'verdict',
    what: 'In the record a trial that lost the setgid bit has the same image.',
    forge: inRecord(({ cases: [one] }) => {
      one.trials.all.find(({ verdict }: { verdict: string }) => verdict === 'degraded').verdict = 'faithful';
    }),
  },
  {
    kind: 'trial',
    what: 'The record lacks a trial.',
    forge: inRecord(({ cases: [one] }) => one.trials.all.splice(4, 1)),
  },
  {
    kind: 'set',
    what: 'In the record both minimal sets are smaller, and the largest sets that fail with them.',
    forge: inRecord(({ cases: [one], profile }) => {
      for (const answer of ['faithful', 'exitZero']) {
        Object.assign(one[answer], { minimalSets: [['CHOWN']], maximalFailingSets: [without(one.universe, 'CHOWN')] });
        profile[answer] = [['CHOWN']];
      }
    }),
  },
  {
    kind: 'journal line',
    what: 'A line of the journal says something else. Its own checksum is mended.',
    forge: inOneLine(
      ({ type }) => type === 'trial-observed',
      (event) => {
        event.observation.durationMs += 1;
      },
    ),
  },
  {
    kind: 'fingerprint',
    what: 'The file of an image holds another image.',
    forge: async (directory) => {
      const [first = '', second = ''] = await fingerprints(directory);
      await writeFile(first, await readFile(second));
    },
  },
  {
    kind: 'digest',
    what: 'The record names another journal by digest.',
    forge: inRecord(({ run }) => {
      run.journalSha256 = '0'.repeat(64);
    }),
  },
  {
    kind: 'header',
    what: 'The first line of the journal names another executor. Its own checksum is mended.',
    forge: inOneLine(({ type }) => type === 'run-started', nameAnotherExecutor),
  },
  {
    kind: 'hardening',
    what: 'In the record the case and its trials have no-new-privileges.',
    forge: inRecord(({ cases: [one] }) => {
      one.configuration.noNewPrivileges = true;
      for (const trial of one.trials.all) trial.noNewPrivileges = true;
    }),
  },
];

/** Changes the journal, computes its chain anew, derives the record anew, and removes images that no trial names any more. */
const EVERYWHERE: readonly Omit<Forgery, 'isConsistent'>[] = [
  {
    kind: 'verdict',
    what: 'Trials that failed without CHOWN built the same image. Their logs are as they were.',
    forge: inJournal((entries) => {
      const [reference] = observationsIn(entries);
      for (const one of failuresIn(entries)) one.outcome = reference.outcome;
    }),
  },
  {
    kind: 'verdict',
    what: 'The same, with logs and kernel checks of a trial that worked.',
    forge: inJournal((entries) => {
      const [reference] = observationsIn(entries);
      for (const one of failuresIn(entries)) {
        for (const field of ['outcome', 'log', 'witness', 'registry']) one[field] = reference[field];
      }
    }),
  },
  {
    kind: 'trial',
    what: 'Two trials are not in the journal.',
    forge: inJournal((entries) => {
      const gone = failuresIn(entries).map(({ trial }) => trial);
      return entries.filter(({ event }) => !gone.includes(event.trial ?? event.observation?.trial));
    }),
  },
  {
    kind: 'set',
    what: 'Images that lost the setgid bit are the reference image, so FSETID is not needed.',
    forge: inJournal(loseNothing),
  },
  {
    kind: 'journal line',
    what: 'A line of the journal says something else.',
    forge: inJournal((entries) => {
      observationsIn(entries)[0].durationMs += 1;
    }),
  },
  {
    kind: 'fingerprint',
    what: 'The reference image has a file more.',
    forge: inJournalOf(changeReferenceImage),
  },
  {
    kind: 'digest',
    what: 'The base image has another digest.',
    forge: inJournal((entries) => {
      for (const { event } of entries) for (const base of event.bases ?? []) base.digest = `sha256:${'0'.repeat(64)}`;
    }),
  },
  {
    kind: 'header',
    what: 'The run was made with another executor.',
    forge: inJournal(([first]) => nameAnotherExecutor(first?.event)),
  },
  {
    kind: 'hardening',
    what: 'All trials ran with no-new-privileges.',
    forge: inJournal((entries) => {
      const { cases } = entries[0]?.event.plan.question ?? {};
      for (const one of cases) one.configuration.noNewPrivileges = true;
      for (const { evidence } of observationsIn(entries)) evidence.noNewPrivileges = true;
    }),
  },
];

/** Every forgery of what the directory of a run holds. */
export const FORGERIES: readonly Forgery[] = [
  ...IN_ONE_PLACE.map((one) => ({ ...one, isConsistent: false })),
  ...EVERYWHERE.map((one) => ({ ...one, isConsistent: true })),
];

function observationsIn(entries: readonly RawEntry[]): Anything[] {
  return entries.flatMap(({ event }) => event.observation ?? []);
}

/** Those of the case's own configuration that lack CHOWN, which is bit 0 of a set. */
function failuresIn(entries: readonly RawEntry[]): Anything[] {
  return observationsIn(entries).filter(
    ({ outcome, capabilities }) => outcome.kind === 'failed' && !(Number.parseInt(capabilities.slice(-1), 16) & 1),
  );
}

/** Every image that was built is the reference image. */
export function loseNothing(entries: readonly RawEntry[]): void {
  const [reference] = observationsIn(entries);
  for (const { outcome } of observationsIn(entries)) {
    if (outcome.kind === 'built') outcome.fingerprint = reference.outcome.fingerprint;
  }
}

async function changeReferenceImage(directory: string, entries: readonly RawEntry[]): Promise<void> {
  const name: string = observationsIn(entries)[0].outcome.fingerprint;
  const image = JSON.parse(gunzipSync(await readFile(join(directory, 'fingerprints', `${name}.json.gz`))).toString());
  const [entry] = image.layers.at(-1).entries;
  image.layers.at(-1).entries.push(['zz', entry[1]]);
  const text = JSON.stringify(image);
  const now = createHash('sha256').update(text).digest('hex');
  await writeFile(join(directory, 'fingerprints', `${now}.json.gz`), gzipSync(text));
  for (const { outcome } of observationsIn(entries)) if (outcome.fingerprint === name) outcome.fingerprint = now;
}

function nameAnotherExecutor(event: Anything): void {
  Object.assign(event.builder, { version: 'v1.25.0', binarySha256: '1'.repeat(64) });
}

function without(names: readonly string[], name: string): string[] {
  return names.filter((one) => one !== name);
}
