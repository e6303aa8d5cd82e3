import { source as axeSource } from 'axe-core';
import type { AxeResults } from 'axe-core';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from '../../../scripts/programs/chromium';

/** Enough to install one first. */
export const BROWSER_START_MS = 20 * 60_000;

/** A real Chromium, found or installed. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = await findChromium({
    env: process.env,
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  return chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
}

/** A page in a separate browser context, and its faults. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings of its console, scripts that failed, requests that failed or went to another host. */
  readonly faults: readonly string[];
}

/** Opens an empty page that belongs to one server. */
export async function openPage(
  browser: Browser,
  port: number,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const origin = `http://127.0.0.1:${String(port)}`;
  const context = await browser.newContext({ baseURL: origin, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    // Chromium says of every error page that it is one.
    const isStatus =
      message.text().startsWith('Failed to load resource') && message.location().url === page.url();
    if (['error', 'warning'].includes(message.type()) && !isStatus) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) faults.push(`asked ${request.url()}`);
  });
  page.on('requestfailed', (request) => faults.push(`failed: ${request.url()}`));
  page.on('response', (response) => {
    if (!response.ok() && response.request().resourceType() !== 'document') {
      faults.push(`${String(response.status())}: ${response.url()}`);
    }
  });
  return { page, faults };
}

/** What axe-core finds wrong with a page, as one line each. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ html }) => `${impact ?? 'minor'} ${id}: ${html.slice(0, 200)}`),
  );
}
