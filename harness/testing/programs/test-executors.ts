import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { openEngine } from '../../engine/open-engine.ts';

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

async function taggedImages(): Promise<string[]> {
  const engine = await openEngine({ environment: process.env });
  try {
    return await engine.images.matching(TAGGED);
  } finally {
    await engine.close();
  }
}
