import type { Format } from './format.ts';

/** Constraints of Gatekeeper. */
export const gatekeeperFormat: Format = {
  name: 'gatekeeper',
  summary: 'the same as Gatekeeper constraints',
  admitsPods: 'by-namespace',
  policyFile: { extension: 'yaml', between: '---\n' },
  shows: {
    policy: async () => (await import('../report/policy/writers/gatekeeper-constraint.ts')).gatekeeperConstraint,
  },
};
