import type { ChosenBuilder } from '../builders/choose-builder.ts';
import { formatSet } from '../capabilities/capability-set.ts';

/** A builder in words: what it is, why it was chosen, and for one that is not Kaniko what its findings are worth. */
export function describeBuilder({ builder, why }: ChosenBuilder): string[] {
  const { kind, version, reference } = builder.identity;
  const chosen = `${kind} ${version}, ${reference}: ${why}`;
  if (kind === 'kaniko') return [chosen];
  return [
    chosen,
    `${kind} is a stand-in and not Kaniko: what it needs says nothing about Kaniko`,
    `it cannot run without ${formatSet(builder.universe)}: it always has them, and what is found is what it needs besides`,
  ];
}
