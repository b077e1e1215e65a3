import { builderKindNamed } from '../builders/catalogue.ts';
import type { ChosenBuilder } from '../builders/choose-builder.ts';
import { EMPTY_SET, formatSet } from '../capabilities/capability-set.ts';

/** A builder in words: what it is, why it was chosen, and what its findings are worth where that is not plain. */
export function describeBuilder({ builder, why }: ChosenBuilder): string[] {
  const { kind, version, reference } = builder.identity;
  const standIn = builderKindNamed(kind)?.standIn ?? null;
  const always = builder.needs.capabilities;
  return [
    `${kind} ${version}, ${reference}: ${why}`,
    ...(standIn === null ? [] : [standIn]),
    ...(always === EMPTY_SET
      ? []
      : [`it cannot run without ${formatSet(always)}, so it always has them; the sets found come on top`]),
  ];
}
