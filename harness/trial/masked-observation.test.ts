import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ordinarySecret } from '../testing/examples/ordinary-secrets.ts';
import { capabilityChecks } from '../vocabulary/capability-checks.ts';
import { registryRequests } from '../vocabulary/registry-requests.ts';
import { trialOutcome } from '../vocabulary/trial-outcome.ts';
import { secretMask } from './mask-secrets.ts';
import { maskedOutcome, maskedRequests, maskedWitness } from './masked-observation.ts';

const DIGEST = 'f'.repeat(64);
const INSTRUCTION = { line: 2, text: 'RUN failed to built the file' };

const failed = (message: string) => ({
  kind: 'failed' as const,
  exitCode: 1,
  failure: { phase: 'instruction' as const, instruction: INSTRUCTION, message, signature: message },
});

describe('an outcome without secrets', () => {
  it('keeps all that is not free text, whatever word the secret is, and has it in no free text', () => {
    fc.assert(
      fc.property(ordinarySecret(), fc.string(), (value, other) => {
        const mask = secretMask([value]);
        const text = `${other} ${value} ${other}`;
        const built = { kind: 'built', fingerprint: DIGEST } as const;
        expect(maskedOutcome(built, mask)).toEqual(built);
        const failure = trialOutcome.parse(maskedOutcome(failed(text), mask));
        expect(failure).toMatchObject({ kind: 'failed', failure: { phase: 'instruction', instruction: INSTRUCTION } });
        if (failure.kind !== 'failed') throw new Error('it is a failure');
        const fault = trialOutcome.parse(
          maskedOutcome({ kind: 'infrastructure', class: 'registry', message: text }, mask),
        );
        expect(fault).toMatchObject({ kind: 'infrastructure', class: 'registry' });
        if (fault.kind !== 'infrastructure') throw new Error('it is a fault');
        for (const kept of [failure.failure.message, failure.failure.signature, fault.message]) {
          expect(kept).not.toContain(value);
        }
      }),
    );
  });

  it('has no secret without its digits in a signature, and no beginning of one in a message that was cut', () => {
    const mask = secretMask(['hunter2-hunter3']);
    const outcome = { ...failed('token hunter2-hunter3'), kind: 'failed' as const };
    const withDigitsGone = { ...outcome, failure: { ...outcome.failure, signature: 'token hunter<n>-hunter<n>' } };
    expect(maskedOutcome(withDigitsGone, mask)).toMatchObject({ failure: { signature: 'token ***' } });
    expect(maskedOutcome(failed('token hunter2-hu…'), mask)).toMatchObject({ failure: { message: 'token ***…' } });
  });
});

it('a witness without secrets keeps its capabilities and counts, and has none in the name of a program', () => {
  fc.assert(
    fc.property(ordinarySecret(), (value) => {
      const check = { capability: 'CHOWN', granted: false, program: `:${value}`.slice(0, 15), count: 3 } as const;
      const witness = maskedWitness({ complete: true, checks: [check] }, secretMask([value]));
      const [kept] = capabilityChecks.parse(witness).checks;
      expect(kept).toMatchObject({ capability: 'CHOWN', granted: false, count: 3 });
      expect(kept?.program).toBe(':***');
    }),
  );
  const cut = { capability: 'CHOWN', granted: true, program: 'correct-horse-b', count: 1 } as const;
  const { checks } = maskedWitness({ complete: true, checks: [cut] }, secretMask(['correct-horse-battery'])) ?? {};
  expect(checks?.[0]?.program).toBe('***');
});

it('what was asked of the registry has no secret in the name of a repository or of a process', () => {
  const request = { method: 'PUT', repository: 'x/hunter-secret', subject: 'manifest', status: 500, times: 1 } as const;
  const asked = { requests: [request], others: 0, longestSilenceMs: 0, company: ['hunter-secret'], program: 'intact' };
  const masked = maskedRequests(registryRequests.parse(asked), secretMask(['hunter-secret']));
  expect(masked).toMatchObject({ requests: [{ repository: 'x/***', status: 500 }], company: ['***'] });
});
