// `npm run screenshots`: renews docs/images/ from a separate system: `adtech up` in a temporary folder, looked at with
// Chromium. Nothing of it is left running, nor its folder. `npm run screenshots -- dashboard` or `-- temporal` takes
// that part alone.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { ensureBuilt, root } from './ensure.mjs';
import { environmentWithoutSettings } from './own-environment.mjs';
import { takeDashboard } from './screenshots/dashboard.mjs';
import { takeTemporal } from './screenshots/temporal.mjs';

const IMAGES = path.join(root, 'docs', 'images');
const ADTECH = path.join(root, 'bin', 'adtech.mjs');
/** Up to 8 minutes go by where Temporal's server has to be built first. */
const START_TIMEOUT_MS = 15 * 60_000;
const STOP_TIMEOUT_MS = 60_000;
const PAGE_TIMEOUT_MS = 30_000;
const PREFERRED_PORT = 8000;
const ANSI_COLOUR = new RegExp(`${String.fromCharCode(27)}\\[(\\d+)m`, 'g');
const WIDTH_PX = 1280;
/** Of each array of an answer. */
const SHOWN_ELEMENTS = 3;
const BACKFILLED_DATES = 3;

const [only] = process.argv.slice(2);
if (only !== undefined && !['dashboard', 'temporal'].includes(only)) {
  console.error(`there is no part ${only}; there are \`dashboard\` and \`temporal\``);
  process.exit(2);
}
await ensureBuilt();
const { CHROMIUM_FLAGS, findChromium } = await import('../dist/scripts/programs/chromium.js');
const executablePath = await findChromium({ env: process.env, onProgress: console.error });
mkdirSync(IMAGES, { recursive: true });
const folder = mkdtempSync(path.join(tmpdir(), 'adtech-screenshots-'));
// Started by root, Postgres runs as another user, whose data would otherwise lie where that user can reach them.
chmodSync(folder, 0o755);
const env = { ...(await environmentWithoutSettings()), PORT: String(await freePort()) };
const up = spawn(process.execPath, [ADTECH, 'up'], {
  cwd: folder,
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
  // A separate process group: Ctrl-C is passed on once, by the handler below.
  detached: true,
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => up.kill('SIGINT'));
try {
  const addresses = await published();
  const browser = await chromium.launch({
    executablePath,
    args: CHROMIUM_FLAGS,
    timeout: PAGE_TIMEOUT_MS,
    // Playwright would end this process at once, before its folder is gone.
    handleSIGINT: false,
    handleSIGTERM: false,
  });
  try {
    if (only !== 'temporal') await takeDashboard(browser, addresses, save);
    if (only === undefined) await takeTour(browser, addresses);
    if (only !== 'dashboard') await takeTemporal(browser, addresses, { folder, adtech, save });
  } finally {
    await browser.close();
  }
} finally {
  await stop();
  rmSync(folder, { recursive: true, force: true });
}

/** The API's usual port, or any free one. */
async function freePort() {
  for (const port of [PREFERRED_PORT, 0]) {
    const server = createServer();
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return server.address().port;
    } catch {
      // Taken: the next one.
    } finally {
      server.close();
    }
  }
  throw new Error('no port is free');
}

/** Waits until `up` has published every date and shows the way around. */
async function published() {
  let said = '';
  up.stdout.setEncoding('utf8').on('data', (text) => {
    said += text;
    process.stdout.write(text);
  });
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!said.includes('Ctrl-C stops everything')) {
    if (up.exitCode !== null || up.signalCode !== null) throw new Error('`adtech up` has ended');
    if (performance.now() > deadline) throw new Error('`adtech up` took too long');
    await sleep(200);
  }
  const [, apiUrl] = /the API answers at ([^\s,]+)/.exec(said) ?? [];
  const [, uiUrl] = /the Temporal Web UI is at (\S+)/.exec(said) ?? [];
  const [, advertiser] = /\/history\/(\S+)/.exec(said) ?? [];
  return { apiUrl, uiUrl, advertiser };
}

async function takeTour(browser, { apiUrl, advertiser }) {
  const context = await browser.newContext({
    viewport: { width: WIDTH_PX, height: 800 },
    timezoneId: 'UTC',
    locale: 'en-GB',
    colorScheme: 'light',
  });
  context.setDefaultTimeout(PAGE_TIMEOUT_MS);
  const page = await context.newPage();

  const { dates } = JSON.parse(await adtech('status', '--json'));
  const lastDays = dates.slice(-BACKFILLED_DATES).map(({ date }) => date);
  const backfill = ['backfill', '--from', lastDays[0], '--to', lastDays.at(-1), '--only', 'all'];
  const status = await adtech('status');
  const steps = [
    await get(context, `${apiUrl}/recommendations/${advertiser}/TopCTR`),
    await get(context, `${apiUrl}/history/${advertiser}`),
    await get(context, `${apiUrl}/stats`),
    ['npx adtech status', withoutMiddle(status.trimEnd().split('\n'), 4, 4).join('\n')],
    [`npx adtech ${backfill.join(' ')}`, await adtech(...backfill)],
  ];

  await page.setContent(terminal(steps));
  await save(page.locator('main'), 'tour.png');
}

/** The command that asks for a URL, and its answer abbreviated: of each array only the first elements. */
async function get(context, url) {
  const answer = await (await context.request.get(url)).json();
  return [`curl ${url}`, abbreviate(answer, '')];
}

function abbreviate(value, indent) {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const shown = value.slice(0, SHOWN_ELEMENTS).map((element) => `${inner}${JSON.stringify(element)}`);
    const rest = value.length - shown.length;
    return `[\n${shown.join(',\n')}${rest > 0 ? `,\n${inner}… ${rest} more` : ''}\n${indent}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(
    ([name, field]) => `${inner}"${name}": ${abbreviate(field, inner)}`,
  );
  return `{\n${fields.join(',\n')}\n${indent}}`;
}

/** The first and the last lines, and how many are left out between them. */
function withoutMiddle(lines, first, last) {
  const left = lines.length - first - last;
  return left < 2 ? lines : [...lines.slice(0, first), `… ${left} more dates`, ...lines.slice(-last)];
}

/** Waits for the page to come to rest before it is saved. */
async function save(what, name, options = {}) {
  await sleep(1_500);
  await what.screenshot({ ...options, path: path.join(IMAGES, name), animations: 'disabled' });
  console.log(`docs/images/${name}`);
}

async function adtech(...args) {
  const { stdout } = await promisify(execFile)(process.execPath, [ADTECH, ...args], {
    cwd: folder,
    env: { ...env, FORCE_COLOR: '1' },
  });
  return stdout;
}

/** A page that looks like a terminal with these commands and what they said. */
function terminal(steps) {
  const blocks = steps.map(
    ([command, output]) => `<b>$ ${escape(command)}</b>\n${coloured(escape(output.trimEnd()))}`,
  );
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0 }
    main { width: max-content; padding: 20px 26px; background: #10141c; color: #c9d1d9 }
    pre { margin: 0; font: 13px/1.4 'DejaVu Sans Mono', 'Liberation Mono', Menlo, monospace }
    b { color: #fff } .c1 { font-weight: bold } .c2 { opacity: 0.6 }
    .c31 { color: #ff7b72 } .c32 { color: #7ee787 } .c33 { color: #e3b341 } .c36 { color: #79c0ff }
  </style><main><pre>${blocks.join('\n\n')}</pre></main>`;
}

/** ANSI colours as spans; they do not nest in what the command line prints. */
function coloured(text) {
  return text.replaceAll(ANSI_COLOUR, (_code, colour) =>
    ['0', '22', '39'].includes(colour) ? '</span>' : `<span class="c${colour}">`,
  );
}

function escape(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Stops `up`, and with it every part that it has started. */
async function stop() {
  if (up.exitCode !== null || up.signalCode !== null) return;
  const ended = once(up, 'exit');
  up.kill('SIGINT');
  const forced = sleep(STOP_TIMEOUT_MS, 'late', { ref: false });
  if ((await Promise.race([ended, forced])) === 'late') up.kill('SIGKILL');
}
