import { expect, test } from 'vitest';
import { readUncheckedRecord } from '../../runs/read-record.ts';
import { documentedExamples } from '../../testing/documents/documented-examples.ts';
import { policyWriters } from '../../testing/documents/policy-writers.ts';
import { policyOf } from './policy-of.ts';

const WRITERS = await policyWriters();
const EXAMPLES = documentedExamples('policies.md');
const record = await readUncheckedRecord('results/osscontainertools-v1.28.3');

/**
 * An example is named after its format, and after the case, the answer and the image that it is for, if there are any; `!` leaves a
 * case out.
 */
test.each([...EXAMPLES])('The example %s of the documentation is what the program writes', (name, example) => {
  const [format = '', id, answer, ...image] = name.split(':');
  const policy = policyOf(record, {
    ...(id === undefined ? {} : id.startsWith('!') ? { withoutCase: [id.slice(1)] } : { case: [id] }),
    ...(answer === 'exit-0' ? { answer } : {}),
    ...(image.length === 0 ? {} : { image: image.join(':') }),
  });
  expect(`${WRITERS[format]?.(policy).trimEnd()}\n`).toBe(example);
});

test('Every format has an example in the documentation', () => {
  expect([...EXAMPLES.keys()].map((name) => name.split(':')[0])).toEqual(Object.keys(WRITERS));
});
