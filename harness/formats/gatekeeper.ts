import type { Format } from './format.ts';

/** A constraint of Gatekeeper. */
export const gatekeeperFormat: Format = {
  name: 'gatekeeper',
  summary: 'the same as a Gatekeeper constraint',
  shows: {
    policy: async () => (await import('../report/policy/writers/gatekeeper-constraint.ts')).gatekeeperConstraint,
  },
};
