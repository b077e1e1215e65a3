import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isSubset, setOf, union } from '../../capabilities/capability-set.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import { certificateOf } from '../../search/ledger/certificate.ts';
import { checkCertificate } from '../../search/ledger/checker.ts';
import type { Answer } from '../../vocabulary/answer.ts';
import { bruteForceBorders } from './brute-force.ts';

import { runSearch } from './run-search.ts';
import { type KnownBuilds, oracleOfTruthTable, parseTruthTable } from './truth-table.ts';

const folder = fileURLToPath(new URL('./truth-tables/', import.meta.url));
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
const watched = readdirSync(`${folder}watched`).map((name) => `watched/${name}`);

describe('a truth table', () => {
  const text = JSON.stringify({
    universe: ['CHOWN', 'FOWNER'],
    case: 'example',
    builder: 'none',
    passing: { faithful: ['0000000000000009'], exitZero: ['1', '0x9'] },
  });

  it('answers for every set in both senses of success', () => {
    const table = parseTruthTable(text);
    expect(table.universe).toBe(setOf('CHOWN', 'FOWNER'));
    const passing = (success: Answer) =>
      subsetsOf(table.universe).filter((set) => oracleOfTruthTable(table, success)(set, 0) === 'pass');
    expect(passing('faithful')).toEqual([setOf('CHOWN', 'FOWNER')]);
    expect(passing('exitZero')).toEqual([setOf('CHOWN'), setOf('CHOWN', 'FOWNER')]);
  });

  it('is refused when a mask is not one', () => {
    expect(() => parseTruthTable(text.replace('0x9', 'chown'))).toThrow();
  });
});

describe.each([...files, ...watched])('the recorded truth table %s', { timeout: 60_000 }, (file) => {
  const table = parseTruthTable(readFileSync(`${folder}${file}`, 'utf8'));

  it.each(['faithful', 'exitZero'] as const)('is found by the search, %s', (success) => {
    const { universe } = table;
    const oracle = oracleOfTruthTable(table, success);
    const truth = bruteForceBorders(universe, oracle);
    for (const slots of [1, 8]) {
      const outcome = oracle(universe, 0) === 'pass' ? 'pass' : 'fail';
      const { ledger } = runSearch({
        universe,
        oracle,
        slots,
        facts: [{ set: universe, outcome, trial: 'reference' }],
      });
      const certificate = certificateOf(ledger);
      if (certificate === undefined) throw new Error('The search ended early');
      if (isMonotone(table, success)) {
        expect(certificate).toMatchObject(truth);
        expect(checkCertificate(certificate, ledger.facts, { confirm: 1 })).toEqual({ accepted: true });
      } else {
        // The assumption does not hold, so only what was observed can be claimed.
        for (const set of certificate.minimalSets) expect(oracle(set, 0)).toBe('pass');
        for (const set of certificate.maximalFailingSets) expect(oracle(set, 0)).toBe('fail');
      }
    }
  });
});

function isMonotone(table: KnownBuilds, success: Answer): boolean {
  const passing = new Set(table.passing[success]);
  const members = subsetsOf(table.universe).filter((set) => set !== 0n && (set & (set - 1n)) === 0n);
  return [...passing].every((set) =>
    members.every((single) => isSubset(single, set) || passing.has(union(set, single))),
  );
}
