import { aptInstall } from './apt-install';
import { findOnPath, isExecutable } from '../../local/executables';

/** What Debian, Ubuntu and Google call it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Chromium without a screen, and without requests to its maker. */
export const CHROMIUM_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Where to look for a browser. */
interface FindChromiumOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: (line: string) => void;
  /** Whether this user may install packages; default: it is root. */
  readonly mayInstall?: boolean;
}

/**
 * Finds a Chromium for tests and screenshots: CHROMIUM_PATH, or the first one on the PATH; root on Debian and its like
 * installs one. @throws Error that says what to do if there is none.
 */
export async function findChromium(options: FindChromiumOptions): Promise<string> {
  const { env, onProgress, mayInstall } = options;
  const named = env['CHROMIUM_PATH'] ?? '';
  if (named !== '') {
    if (isExecutable(named)) return named;
    throw new Error(`CHROMIUM_PATH is ${named}, which is not an executable file`);
  }
  const onPath = () => NAMES.flatMap((name) => findOnPath(name, env))[0];
  const found = onPath();
  if (found !== undefined) return found;
  const why = await aptInstall('chromium', {
    env,
    mayInstall,
    onInstall: () => {
      onProgress(
        'Installing Chromium with "apt-get install chromium"; this takes some minutes and 500 MB, once.',
      );
    },
  });
  const installed = onPath();
  if (installed !== undefined) return installed;
  throw new Error(
    [
      `No browser: CHROMIUM_PATH is not set, none of ${NAMES.join(', ')} is on the PATH, and ${why}.`,
      'What to do, any one of these:',
      '  - on Debian or Ubuntu, as root: apt-get update && apt-get install -y chromium;',
      '  - elsewhere, install Chromium or Chrome, and set CHROMIUM_PATH to its program.',
    ].join('\n'),
  );
}
