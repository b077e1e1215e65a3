import type { BuilderKind } from '../builder-kind.ts';

/** Loaded when a builder is opened: what asks the catalogue for words alone shall not wait for it. */
const opening = () => import('./open-kaniko.ts');

/** Kaniko's executor, of whatever fork. */
export const kanikoKind: BuilderKind = {
  name: 'kaniko',
  title: 'Kaniko',
  // The living forks first.
  imageNames: [
    'ghcr.io/osscontainertools/kaniko',
    'martizih/kaniko',
    'gcr.io/kaniko-project/executor',
    'cgr.dev/*/kaniko',
  ],
  // Kept up to date by the fork that goes on with Kaniko; Google's repository is archived.
  currentImage: 'ghcr.io/osscontainertools/kaniko:latest',
  wayOut: 'load a Kaniko image, give an executor that you built with --executor-binary',
  isIn: ({ entrypoint }) => entrypoint[0] === '/kaniko/executor',
  openImage: async (...asked) => (await opening()).openKanikoImage(...asked),
  openBinary: async (...asked) => (await opening()).openKanikoBinary(...asked),
  standIn: null,
};
