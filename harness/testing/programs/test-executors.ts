import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { describe } from 'vitest';
import { openEngine } from '../../engine/open-engine.ts';
import { reasonToSkip } from './docker-fixture.ts';
import type { TestImageName } from './test-images.ts';

/** A Kaniko executor to test with. */
export interface TestExecutor {
  readonly name: string;
  /** The options that name it to the program. */
  readonly options: readonly string[];
}

const TAGGED = 'kaniko-caps-test/executor';

/** Every image of the engine that is tagged for tests, and what KANIKO_CAPS_TEST_EXECUTORS names: images, or paths of binaries. */
export async function findTestExecutors(): Promise<TestExecutor[]> {
  const named = (process.env['KANIKO_CAPS_TEST_EXECUTORS'] ?? '').split(',').map((text) => text.trim());
  return [...(await taggedImages()), ...named.filter((text) => text !== '')].map((text) =>
    existsSync(text)
      ? { name: basename(text), options: ['--executor-binary', text] }
      : { name: text, options: ['--builder', text] },
  );
}

/** Stands in the titles of the skipped tests where there is no executor. */
const NONE: TestExecutor = {
  name: '(none given: see "Testing against executors" in CONTRIBUTING.md)',
  options: [],
};

/**
 * Describes the same tests for each executor; `title` has `%s` for its name. They are skipped where there is none, or where one of
 * the images is missing.
 */
export async function describeWithExecutors(
  title: string,
  images: readonly TestImageName[],
  body: (executor: TestExecutor) => void,
  timeoutMs?: number,
): Promise<void> {
  const executors = (await reasonToSkip(...images)) === undefined ? await findTestExecutors() : [];
  for (const executor of executors.length === 0 ? [NONE] : executors) {
    const options = { skip: executors.length === 0, ...(timeoutMs !== undefined && { timeout: timeoutMs }) };
    describe(title.replace('%s', executor.name), options, () => body(executor));
  }
}

async function taggedImages(): Promise<string[]> {
  const engine = await openEngine({ environment: process.env });
  try {
    return await engine.images.matching(TAGGED);
  } finally {
    await engine.close();
  }
}
