import type { Format } from './format.ts';

/** Constraints of Gatekeeper. */
export const gatekeeperFormat: Format = {
  name: 'gatekeeper',
  summary: 'the same as Gatekeeper constraints',
  admitsPods: 'by-namespace',
  shows: {
    policy: async () => (await import('../report/policy/writers/gatekeeper-constraint.ts')).gatekeeperConstraint,
  },
};
