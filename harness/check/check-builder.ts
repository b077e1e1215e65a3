import type { DifferingFact } from '../comparison/differing-facts.ts';
import type { LockFile } from '../lock/lock-file.ts';
import type { RunRecord } from '../record/record.ts';
import { identityOf, isSameBuilder } from '../record/same-builder.ts';
import { safeText } from '../text/plain-text.ts';
import type { CheckedCase } from './checked-case.ts';

type Proof = LockFile['proofs'][string];

/** The builder as a proof names it. */
export type LockedBuilder = Proof['builder'];

/** What of builder and tool is not as it was for a proof. */
export function builderChanges(proof: Proof, { builder, tool }: Pick<RunRecord, 'builder' | 'tool'>): DifferingFact[] {
  const program = `${tool.name} ${tool.version}`;
  return [
    ...(isSameBuilder(proof.builder, builder)
      ? []
      : [changed('builder', shortBuilderText(proof.builder), shortBuilderText(builder))]),
    ...(proof.tool === program ? [] : [changed('tool', proof.tool, program)]),
  ];
}

function changed(field: string, before: string, after: string): DifferingFact {
  return { field, before, after };
}

/** The builders of the proofs that these cases rest on, each once. */
export function buildersOf(lock: LockFile, cases: readonly Pick<CheckedCase, 'path'>[]): LockedBuilder[] {
  const builders = cases.flatMap(({ path }) => lock.proofs[lock.cases[path]?.proof ?? '']?.builder ?? []);
  return builders.filter(
    (one, index) => builders.findIndex((other) => isSameBuilder(one, other) && one.version === other.version) === index,
  );
}

/** A builder in a few words: what it says of itself, and its digest. */
export function shortBuilderText(builder: LockedBuilder): string {
  const identity = identityOf(builder);
  const digest = identity === null ? '' : ` (${identity.replace('sha256:', '').slice(0, 12)})`;
  return safeText(`${builder.kind} ${builder.version}${digest}`);
}

/** The same, and how the user called it and where its source is. */
export function builderText(builder: LockedBuilder): string {
  const source = builder.repository === null ? '' : `, ${builder.repository}`;
  return safeText(`${shortBuilderText(builder)}, ${builder.reference}${source}`);
}
