import type { Format } from './format.ts';

/** A Compose file. */
export const composeFormat: Format = {
  name: 'compose',
  summary: 'a Compose file',
  policyFile: { extension: 'yaml', between: null },
  shows: { policy: async () => (await import('../report/policy/writers/compose-service.ts')).composeService },
};
