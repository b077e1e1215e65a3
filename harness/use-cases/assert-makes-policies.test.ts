import { expect, it } from 'vitest';
import { recordOf } from '../testing/records.ts';
import { assertMakesPolicies } from './assert-makes-policies.ts';

const recordBy = (kind: string) => recordOf([], { builder: { ...recordOf([]).builder, kind } });

it('lets policies be written from the findings of Kaniko', () => {
  expect(() => assertMakesPolicies(recordBy('kaniko'))).not.toThrow();
});

it.each(['buildah', 'a builder of a later version'])('refuses those of %s', (kind) => {
  expect(() => assertMakesPolicies(recordBy(kind))).toThrow(
    expect.objectContaining({ code: 'NO_POLICY', message: `A policy is for Kaniko, and this record is of ${kind}` }),
  );
});
