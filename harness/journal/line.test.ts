import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAPABILITIES } from '../capabilities/capability.ts';
import { fromMask } from '../capabilities/capability-set.ts';
import { plannedCaseOf, planOf } from '../testing/examples/plans.ts';
import { recordOf } from '../testing/examples/records.ts';
import { scriptedBuilder } from '../testing/scripted/scripted-builder.ts';
import { VARIATION_NAMES } from '../variations/catalogue.ts';
import type { ProcessStatus } from '../vocabulary/process-status.ts';
import type { RunEvent } from '../vocabulary/run-event.ts';
import type { TrialOutcome } from '../vocabulary/trial-outcome.ts';
import { CHAIN_START, readLine, sealLine } from './line.ts';

const set = fc.bigInt({ min: 0n, max: (1n << 41n) - 1n }).map(fromMask);
const text = fc.string({ unit: 'binary' });
const ids = fc.array(fc.nat(), { maxLength: 4 });

const status: fc.Arbitrary<ProcessStatus> = fc.record({
  name: text,
  inheritable: set,
  permitted: set,
  effective: set,
  bounding: set,
  ambient: set,
  noNewPrivileges: fc.boolean(),
  seccomp: fc.nat(2),
  uids: ids,
  gids: ids,
  groups: ids,
  umask: fc.option(text),
});

const instruction = fc.option(fc.record({ line: fc.nat(), text }));
const failure = fc.record({
  phase: fc.constantFrom('context', 'base', 'instruction', 'cross-stage-copy', 'snapshot', 'push', 'unknown'),
  instruction,
  message: text,
  signature: text,
});

const outcome: fc.Arbitrary<TrialOutcome> = fc.oneof(
  fc.record({ kind: fc.constant('built'), fingerprint: text }),
  fc.record({ kind: fc.constant('failed'), exitCode: fc.nat(255), failure }),
  fc.record({ kind: fc.constant('ungrantable'), message: text }),
  fc.record({ kind: fc.constant('timeout'), deadlineMs: fc.nat() }),
  fc.record({
    kind: fc.constant('infrastructure'),
    class: fc.constantFrom('engine', 'registry', 'network', 'context', 'evidence', 'memory', 'disk', 'killed'),
    message: text,
  }),
  fc.record({ kind: fc.constant('tampered'), message: text }),
  fc.record({ kind: fc.constant('cancelled') }),
);

const { environment } = recordOf([]);

const event: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.record({
    type: fc.constant('run-started'),
    run: text,
    toolVersion: text,
    plan: fc.record({ id: text, set }).map(({ id, set: universe }) => planOf([plannedCaseOf(id, universe)])),
    builder: fc.constant(scriptedBuilder().identity),
    environment: fc.constant(environment),
    alwaysGranted: set,
    untestable: set,
    mergedFrom: fc.array(fc.record({ run: text, shard: text }), { maxLength: 2 }),
  }),
  fc.record({
    type: fc.constant('case-abandoned'),
    case: text,
    universe: set,
    reason: text,
  }),
  fc.record({
    type: fc.constant('trial-observed'),
    case: text,
    observation: fc.record({
      trial: text,
      capabilities: set,
      evidence: fc.option(status),
      outcome,
      log: fc.array(text),
      startedAt: text,
      durationMs: fc.nat(),
      purpose: fc.constantFrom('reference', 'search', 'retry', 'confirmation', 'challenge', 'audit', 'asked'),
      alone: fc.boolean(),
      variation: fc.option(fc.constantFrom(...VARIATION_NAMES)),
      readyMs: fc.option(fc.nat()),
      registry: fc.option(
        fc.record({
          requests: fc.array(
            fc.record({
              method: text,
              repository: fc.option(text),
              subject: fc.constantFrom('manifest', 'blob', 'upload', 'version', 'other'),
              status: fc.nat(),
              times: fc.nat(),
            }),
          ),
          others: fc.nat(),
          longestSilenceMs: fc.nat(),
          company: fc.option(fc.array(text)),
          program: text,
        }),
      ),
      witness: fc.option(
        fc.record({
          complete: fc.boolean(),
          checks: fc.array(
            fc.record({
              capability: fc.constantFrom(...CAPABILITIES),
              granted: fc.boolean(),
              program: text,
              count: fc.nat(),
            }),
          ),
        }),
      ),
    }),
  }),
);

const FINISHED: RunEvent = { type: 'run-finished', status: 'complete', budgetSpent: null };

describe('a line of a journal', () => {
  it('gives back any event, whatever a build wrote, and the line that it was written behind', () => {
    fc.assert(
      fc.property(event, fc.nat(), (written, line) => {
        const entry = { at: '2026-01-01T00:00:00.000Z', event: written };
        const { text, end } = sealLine(entry, { line, sum: 'before' });
        expect(text).not.toContain('\n');
        const reading = readLine(text);
        expect(reading).toMatchObject({ kind: 'sound', link: { line: line + 1, after: 'before' }, sum: end.sum });
        expect(reading).toMatchObject({ entry });
      }),
    );
  });

  it('is not sound when any character of it is changed, left out or doubled', () => {
    const { text } = sealLine({ at: '2026-01-01T00:00:00.000Z', event: FINISHED }, CHAIN_START);
    for (let at = 0; at < text.length; at += 1) {
      const [before, behind] = [text.slice(0, at), text.slice(at + 1)];
      for (const now of [text[at] === 'x' ? 'y' : 'x', '', `${text[at]}${text[at]}`, `${text[at]} `]) {
        expect(readLine(`${before}${now}${behind}`).kind, `character ${at}: ${now}`).not.toBe('sound');
      }
    }
  });

  it('of the older form is read', () => {
    const older = '{"at":"2026-01-01T00:00:00.000Z","event":{"type":"run-resumed"},"sum":"SUM"}';
    const sum = createHash('sha256').update(older.replace(',"sum":"SUM"', '')).digest('hex').slice(0, 16);
    expect(readLine(older.replace('SUM', sum))).toEqual({
      kind: 'sound',
      entry: { at: '2026-01-01T00:00:00.000Z', event: { type: 'run-resumed' } },
      sum,
      link: null,
    });
    expect(readLine(older.replace('SUM', sum).replace('resumed', 'Resumed'))).toEqual({ kind: 'changed', line: null });
  });

  it('is not written for an event of no known type', () => {
    const unknown = { type: 'trial-dreamt' } as unknown as RunEvent;
    expect(() => sealLine({ at: '', event: unknown }, CHAIN_START)).toThrow();
  });
});
