import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where Debian, Ubuntu and others put it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** What says why the tests in a browser are skipped. */
export const NO_CHROMIUM = 'there is no Chromium: install it (Debian: chromium), or name it with CHROMIUM_PATH';

/** The browser to test with; undefined where there is none. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = ['/usr/bin', ...(environment['PATH'] ?? '').split(delimiter)].filter((folder) => folder !== '');
  const named = environment['CHROMIUM_PATH'];
  const candidates = [
    ...(named === undefined || named === '' ? [] : [named]),
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
  ];
  return candidates.find((path) => existsSync(path));
}

/** Starts the browser; it shows only files that a test wrote, so that it may do without its sandbox, which root cannot have. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** What a page did that a report must not do. */
export interface Misdeeds {
  /** Messages on the console, among them violations of the page's policy, and errors of its script. */
  readonly messages: string[];
  /** Addresses that were asked for. */
  readonly requests: string[];
  /** Dialogs that opened. */
  readonly dialogs: string[];
}

/** Watches a page from before it is opened. */
export function watchPage(page: Page): Misdeeds {
  const misdeeds: Misdeeds = { messages: [], requests: [], dialogs: [] };
  page.on('console', (message) => misdeeds.messages.push(message.text()));
  page.on('pageerror', ({ message }) => misdeeds.messages.push(message));
  page.on('request', (request) => misdeeds.requests.push(request.url()));
  page.on('dialog', (dialog) => {
    misdeeds.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  return misdeeds;
}
