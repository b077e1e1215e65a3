import type { ImportSettings } from '../../port.ts';

/** The Dockerfile instructions with which the engine makes an imported filesystem an image. */
export function importChanges(settings: ImportSettings, quote: (word: string) => string): string[] {
  const { entrypoint, environment = {}, workingDirectory, labels = {} } = settings;
  return [
    ...(entrypoint === undefined ? [] : [`ENTRYPOINT ${JSON.stringify(entrypoint)}`]),
    ...Object.entries(environment).map(([name, value]) => `ENV ${name}=${quote(value)}`),
    ...(workingDirectory === undefined ? [] : [`WORKDIR ${workingDirectory}`]),
    ...Object.entries(labels).map(([name, value]) => `LABEL ${quote(name)}=${quote(value)}`),
  ];
}
