import type { EngineImages, ImageSummary } from '../../engine/port.ts';
import type { ScriptedState } from './scripted-state.ts';

/** The images of a scripted engine. */
export function scriptedImages(
  state: ScriptedState,
  remoteImages: Readonly<Record<string, ImageSummary>> = {},
  areKept = true,
): EngineImages {
  return {
    areKept,
    find: async (reference) => state.image(reference),
    matching: async (pattern) => {
      const expression = new RegExp(`^${pattern.split('*').map(literal).join('[^/:]*')}(?::.*)?$`);
      return state.references.filter((reference) => expression.test(reference)).sort();
    },
    fetch: async (reference) => {
      state.ask(`fetch ${reference}`);
      const image = remoteImages[reference];
      if (image === undefined) return { kind: 'failed', message: `there is no ${reference}` };
      state.addImage(reference, image);
      return { kind: 'fetched' };
    },
    importRootFilesystem: async (tar, { reference, labels = {}, entrypoint = [], environment = {} }) => {
      state.ask(`import ${reference}`);
      for await (const _ of tar);
      const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
      state.addImage(reference, scriptedImage({ id: reference, labels, entrypoint, environment: variables }));
    },
  };
}

/** An image with nothing special about it. */
export function scriptedImage(changes: Partial<ImageSummary> = {}): ImageSummary {
  return {
    id: `sha256:${'1'.repeat(64)}`,
    repoDigest: `sha256:${'2'.repeat(64)}`,
    architecture: 'amd64',
    labels: {},
    entrypoint: [],
    environment: [],
    ...changes,
  };
}

function literal(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}
