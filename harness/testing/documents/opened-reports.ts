import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium, type Misdeeds, watchPage } from '../programs/chromium.ts';

/** A page that was opened from a file, and what it did. */
export interface OpenedReport {
  readonly page: Page;
  readonly address: string;
  readonly misdeeds: Misdeeds;
}

/** Opens reports in one browser, each in a context of its own. */
export interface ReportReader {
  /** Opens a report; `fragment` is what an address names in it, with its `#`. */
  open(html: string, options?: BrowserContextOptions & { readonly fragment?: string }): Promise<OpenedReport>;
  close(): Promise<void>;
}

/** Starts a browser for reports. */
export async function startReportReader(executablePath: string): Promise<ReportReader> {
  const directory = await mkdtemp(join(tmpdir(), 'kaniko-caps-html-'));
  const browser: Browser = await launchChromium(executablePath);
  let count = 0;
  return {
    async open(html, { fragment = '', ...options } = {}) {
      count += 1;
      const file = join(directory, `${count}.html`);
      await writeFile(file, html);
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      const misdeeds = watchPage(page);
      const address = pathToFileURL(file).href;
      await page.goto(`${address}${fragment}`);
      return { page, address, misdeeds };
    },
    async close() {
      await browser.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
