import type { BuilderKind } from '../builder-kind.ts';
import { openKanikoBinary, openKanikoImage } from './open-kaniko.ts';

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
  openImage: openKanikoImage,
  openBinary: openKanikoBinary,
  standIn: null,
  makesPolicies: true,
};
