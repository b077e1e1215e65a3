import type { Format } from './format.ts';
import { markdownWithin } from './markdown-within.ts';

/** The largest comment that GitHub accepts; a larger one is dropped whole. */
const COMMENT_BYTES = 65_536;

/** Markdown for a comment on a pull request. */
export const markdownFormat: Format = {
  name: 'markdown',
  summary: 'Markdown for a comment on a pull request, at most 64 KiB',
  isPosted: true,
  shows: markdownWithin(COMMENT_BYTES),
};
