import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatMask } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { DOCKER_DEFAULTS } from '../capabilities/universe.ts';
import type { CaseRecord, Loss, RunRecord } from '../record/record.ts';
import { readRecord } from '../runs/read-record.ts';
import { contentBuilt, objectsOfRun } from '../testing/programs/run-at-work.ts';
import { runBuiltProgram, startProgram } from '../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../testing/programs/scratch.ts';
import { describeWithExecutors } from '../testing/programs/test-executors.ts';
import { ACCEPTED, recheckCertificate } from '../testing/simulated/recheck-certificate.ts';

/** Cases in which what Kaniko does depends on its line and version only where a test says so. */
const CASES = [
  'setgid-foreign-group',
  'private-directory',
  'multi-stage-copy',
  'user-and-run',
  'base-file-capabilities',
  'either-of-two-sets',
  'not-reproducible',
] as const;

/** A run over all cases takes its time on a small machine. */
const RUN_DEADLINE_MS = 900_000;

await describeWithExecutors(
  'discovery with the Kaniko executor %s',
  ['auxiliary', 'fileCapabilities'],
  ({ options }) => {
    let scratch: Scratch;
    let record: RunRecord;
    beforeAll(async () => {
      scratch = await openScratch();
      const paths = CASES.map((name) => `dockerfiles/${name}`);
      const args = ['discover', ...options, '--out', scratch.path('run'), ...paths];
      const { exitCode, stdout, stderr } = await startProgram(args, { deadlineMs: RUN_DEADLINE_MS }).ended;
      expect(exitCode, stdout + stderr).toBe(0);
      record = await readRecord(scratch.path('run'));
    }, RUN_DEADLINE_MS);
    afterAll(() => scratch.remove());

    const caseOf = (id: (typeof CASES)[number]): CaseRecord => {
      const found = record.cases.find((one) => one.id === id);
      if (found === undefined) throw new Error(`the record has no case ${id}`);
      return found;
    };
    const lossOf = (one: CaseRecord, capability: string): Loss | undefined =>
      one.losses.find((loss) => loss.capability === capability);

    it('proves every case, with trials that show it', () => {
      expect(record.cases.map(({ id, status }) => ({ id, status }))).toEqual(
        CASES.map((id) => ({ id, status: 'proven' })),
      );
      for (const one of record.cases) {
        expect(one.violations).toEqual([]);
        for (const answer of ['faithful', 'exitZero'] as const) {
          expect(recheckCertificate(one, answer, record.run.policy.confirm)).toEqual(ACCEPTED);
        }
      }
    });

    it('reads from the kernel that each trial had exactly its set', () => {
      const trials = record.cases.flatMap((one) => one.trials.all);
      expect(trials.length).toBeGreaterThan(50);
      expect(trials.map(({ capBnd }) => capBnd)).toEqual(trials.map(({ set }) => formatMask(setOfNames(set))));
    });

    it('names the executor by version and by content', () => {
      expect(record.builder).toMatchObject({ kind: 'kaniko', version: expect.stringMatching(/^v?\d+\.\d+/) });
      expect(record.builder.imageDigest ?? record.builder.binarySha256).toMatch(/[0-9a-f]{64}$/);
    });

    it('finds that set-gid is lost in silence without FSETID', () => {
      const one = caseOf('setgid-foreign-group');
      expect(one.faithful.minimalSets).toEqual([['CHOWN', 'FOWNER', 'FSETID']]);
      expect(one.exitZero.minimalSets).toEqual([['CHOWN', 'FOWNER']]);
      expect(lossOf(one, 'FSETID')).toMatchObject({
        verdict: 'degraded',
        differences: ['/tool lost setgid (2755 -> 0755)'],
      });
    });

    it('finds that a private directory is lost without DAC_OVERRIDE, in silence or not', () => {
      const one = caseOf('private-directory');
      const loss = lossOf(one, 'DAC_OVERRIDE');
      expect(one.faithful.minimalSets).toEqual([['CHOWN', 'DAC_OVERRIDE', 'FOWNER']]);
      // An error of the walk over the filesystem counts since v1.25.3 of osscontainertools; elsewhere it is thrown away.
      const change: Change = { GoogleContainerTools: 'never', osscontainertools: [1, 25, 3] };
      const loud = has(record, change) ?? loss?.verdict === 'failed';
      if (!loud) {
        expect(loss).toMatchObject({ verdict: 'degraded', message: null });
        expect(loss?.differences).toContain('/bin is deleted by a false whiteout');
        expect(one.exitZero.minimalSets).toEqual([['CHOWN', 'FOWNER']]);
      } else {
        expect(loss).toMatchObject({
          verdict: 'failed',
          phase: 'snapshot',
          message: expect.stringMatching(/\/private/),
        });
        expect(one.exitZero).toEqual(one.faithful);
      }
    });

    it('finds what it takes to copy from another stage', () => {
      const one = caseOf('multi-stage-copy');
      // Kept files lie in a directory without permission for root until v1.27.0 of osscontainertools.
      const change: Change = { GoogleContainerTools: 'never', osscontainertools: [1, 27, 0] };
      const accessible = has(record, change) ?? lossOf(one, 'DAC_OVERRIDE') === undefined;
      expect(one.faithful.minimalSets).toEqual([
        accessible ? ['CHOWN', 'FOWNER'] : ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'],
      ]);
      expect(one.exitZero).toEqual(one.faithful);
      if (accessible) return;
      expect(lossOf(one, 'DAC_OVERRIDE')).toMatchObject({
        phase: 'cross-stage-copy',
        instruction: { line: 4, text: 'COPY --from=build /artifact /artifact' },
        message: expect.stringMatching(/\/kaniko\/0\/artifact: permission denied$/),
      });
    });

    it('finds what it takes to become another user', () => {
      const one = caseOf('user-and-run');
      expect(one.faithful.minimalSets).toEqual([['CHOWN', 'FOWNER', 'SETGID', 'SETUID']]);
      expect(one.exitZero).toEqual(one.faithful);
      for (const capability of ['SETGID', 'SETUID']) {
        expect(lossOf(one, capability)).toMatchObject({ phase: 'instruction', instruction: { line: 3 } });
      }
    });

    it('finds what it takes to restore a file capability of the base', () => {
      const one = caseOf('base-file-capabilities');
      // Kaniko tries to since v1.8.0, which is older than its forks.
      const change: Change = { GoogleContainerTools: [1, 8, 0], osscontainertools: [1, 8, 0] };
      const restores = has(record, change) ?? lossOf(one, 'SETFCAP') !== undefined;
      expect(one.faithful.minimalSets).toEqual(restores ? [['SETFCAP']] : [[]]);
      expect(one.exitZero).toEqual(one.faithful);
      if (restores) expect(lossOf(one, 'SETFCAP')).toMatchObject({ phase: 'base', verdict: 'failed' });
    });

    it('finds both of two sets that serve', () => {
      const one = caseOf('either-of-two-sets');
      expect(one.faithful.minimalSets).toEqual([
        ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'],
        ['CHOWN', 'FOWNER', 'SETGID', 'SETUID'],
      ]);
      expect(one.exitZero).toEqual(one.faithful);
    });

    it('does not take for a loss what varies by itself, and finds the loss beside it', () => {
      const one = caseOf('not-reproducible');
      expect(one.masked.map(({ path }) => path)).toEqual(['random']);
      expect(one.faithful.minimalSets).toEqual([['CHOWN', 'FOWNER', 'FSETID']]);
      expect(one.exitZero.minimalSets).toEqual([['CHOWN', 'FOWNER']]);
      expect(lossOf(one, 'FSETID')).toMatchObject({ differences: ['/tool lost setgid (2755 -> 0755)'] });
    });

    it('serves all cases with a profile that holds each of their needs', () => {
      const [profile = [], ...others] = record.profile.faithful;
      expect(others).toEqual([]);
      for (const one of record.cases) {
        expect(one.faithful.minimalSets.some((set) => set.every((name) => profile.includes(name)))).toBe(true);
      }
    });

    it('keeps what its record follows from, and leaves nothing on the engine', async () => {
      expect(await runBuiltProgram('verify-record', scratch.path('run'))).toMatchObject({ exitCode: 0 });
      expect(await objectsOfRun(record.run.id)).toEqual([]);
    });

    it('lets a RUN have exactly the set', async () => {
      const path = await scratch.writeCase('privilege', [
        'FROM busybox:stable',
        'RUN grep CapBnd /proc/self/status > /privilege',
      ]);
      const args = ['--caps', 'docker', '--confirm', '1', '--out', scratch.path('privilege'), path];
      expect(await runBuiltProgram('verify', ...options, ...args)).toMatchObject({ exitCode: 0 });
      const mask = formatMask(DOCKER_DEFAULTS);
      const sha256 = createHash('sha256').update(`CapBnd:\t${mask}\n`).digest('hex');
      expect(await contentBuilt(scratch.path('privilege'), 'privilege')).toMatchObject({ privilege: { sha256 } });
    });
  },
);

/** In which version each owner's Kaniko changed something. */
type Change = Readonly<Record<string, readonly [number, number, number] | 'never'>>;

/**
 * Whether an executor has a change. Undefined for one of unknown origin and for a line that may get the change any day: it may
 * show either, as long as its findings agree with each other.
 */
function has({ builder }: RunRecord, change: Change): boolean | undefined {
  const since = Object.entries(change).find(([owner]) => builder.repository?.includes(`/${owner}/`))?.[1];
  const version = /(\d+)\.(\d+)\.(\d+)/.exec(builder.version)?.slice(1).map(Number);
  if (since === undefined || version === undefined) return undefined;
  if (since === 'never') return false;
  const place = since.findIndex((part, index) => part !== version[index]);
  return place === -1 || (version[place] ?? 0) > (since[place] ?? 0);
}
