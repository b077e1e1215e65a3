import type { Format } from './format.ts';
import { markdownWithin } from './markdown-within.ts';

/** The largest summary of a step that GitHub accepts; a larger one is dropped whole. */
const STEP_SUMMARY_BYTES = 1_048_576;

/** Markdown for the summary of a step of GitHub Actions. */
export const stepSummaryFormat: Format = {
  name: 'step-summary',
  summary: 'the same for a GitHub Actions step summary, at most 1 MiB',
  isPosted: true,
  shows: markdownWithin(STEP_SUMMARY_BYTES),
};
