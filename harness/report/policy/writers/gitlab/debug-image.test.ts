import { expect, it } from 'vitest';
import { debugImage } from './debug-image.ts';

it.each([
  ['gcr.io/kaniko-project/executor:v1.24.0@sha256:0123', 'gcr.io/kaniko-project/executor:v1.24.0-debug'],
  ['gcr.io/kaniko-project/executor:latest', 'gcr.io/kaniko-project/executor:debug'],
  ['gcr.io/kaniko-project/executor', 'gcr.io/kaniko-project/executor:debug'],
  ['gcr.io/kaniko-project/executor:debug', 'gcr.io/kaniko-project/executor:debug'],
  ['localhost:5000/kaniko', 'localhost:5000/kaniko:debug'],
  ['localhost:5000/kaniko:v1-debug@sha256:0123', 'localhost:5000/kaniko:v1-debug'],
])('The image with a shell for %s is %s', (reference, expected) => expect(debugImage(reference)).toBe(expected));
