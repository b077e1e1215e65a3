import type { System } from '../../model/system.ts';
import type { YamlDocument } from '../../yaml/read-yaml.ts';
import { at, entriesAt, textAt } from '../../yaml/yaml-value.ts';
import { isEnvironmentFile } from './environment-files.ts';
import { readService } from './read-service.ts';

/** Services of compose files. */
export const compose: System = {
  name: 'compose',
  title: 'compose',
  claimsText: isEnvironmentFile,
  // Its variables are told where a compose file uses them.
  readText: () => ({ steps: [], problems: [], isPart: true }),
  claimsDocument: isComposeFile,
  readDocument: (document, around) => {
    const include = at(document.root, 'include');
    const readings = entriesAt(document.root, 'services').map(([name, service]) =>
      readService(service, { name, document, around }),
    );
    return {
      steps: readings.flatMap(({ steps }) => steps),
      problems: [
        ...readings.flatMap(({ problems }) => problems),
        ...(include === undefined
          ? []
          : [
              {
                kind: 'limit' as const,
                place: include.place,
                what: 'The file includes others, which are not read with it.',
                wayOut: 'Give the whole of it: docker compose config > whole.yaml, and audit whole.yaml.',
              },
            ]),
      ],
    };
  },
};

const OF_SERVICES: readonly string[] = ['image', 'build', 'extends', 'command', 'entrypoint'];

function isComposeFile({ root }: YamlDocument): boolean {
  if (textAt(root, 'apiVersion') !== undefined) return false;
  return entriesAt(root, 'services').some(([, service]) =>
    OF_SERVICES.some((field) => at(service, field) !== undefined),
  );
}
