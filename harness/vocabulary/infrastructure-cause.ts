import type { InfrastructureClass } from './trial-outcome.ts';

/** What kept a trial from reaching a verdict, as a text names it. */
export const CAUSE_WORDS: Readonly<Record<InfrastructureClass, string>> = {
  engine: 'the engine',
  registry: "the sandbox's registry",
  'image-beyond-bounds': 'an image beyond the bounds of what is read',
  network: 'the network',
  context: 'the delivery of the build context',
  evidence: 'the reading of the capabilities',
  'capabilities-not-as-requested': 'other capabilities than requested',
  'configuration-not-in-force': 'another configuration than requested',
  memory: 'too little memory',
  disk: 'too little disk space',
  killed: 'a process that was killed from outside',
};
