"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.CHROMIUM_FLAGS = void 0;
exports.findChromium = findChromium;
const children_1 = require("./children");
const executables_1 = require("./executables");
/** What Debian, Ubuntu and Google call it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const INSTALL_TIMEOUT_MS = 15 * 60_000;
const APT = { DEBIAN_FRONTEND: 'noninteractive' };
/** Without a screen, and without asking anything of the world by itself. */
exports.CHROMIUM_FLAGS = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
];
/**
 * The Chromium that tests and pictures of pages look with: CHROMIUM_PATH, or the first one on the PATH, or one that is
 * installed now, by root on Debian and its like. @throws Error that says what to do where there is none.
 */
async function findChromium(options) {
    const { env, onProgress, mayInstall = process.getuid?.() === 0 } = options;
    const named = env['CHROMIUM_PATH'] ?? '';
    if (named !== '') {
        if ((0, executables_1.isExecutable)(named))
            return named;
        throw new Error(`CHROMIUM_PATH is ${named}, which is not an executable file`);
    }
    const onPath = () => NAMES.flatMap((name) => (0, executables_1.findOnPath)(name, env))[0];
    const found = onPath();
    if (found !== undefined)
        return found;
    const [apt] = (0, executables_1.findOnPath)('apt-get', env);
    const why = apt === undefined
        ? 'this system has no apt-get to install one with'
        : mayInstall
            ? await install(apt, env, onProgress)
            : 'only root may install one with apt-get';
    const installed = onPath();
    if (installed !== undefined)
        return installed;
    throw new Error([
        `No browser: CHROMIUM_PATH is not set, none of ${NAMES.join(', ')} is on the PATH, and ${why}.`,
        'What to do, any one of these:',
        '  - on Debian or Ubuntu, as root: apt-get update && apt-get install -y chromium;',
        '  - elsewhere, install Chromium or Chrome, and set CHROMIUM_PATH to its program.',
    ].join('\n'));
}
/** Installs it from the distribution; what comes back is why there may be none all the same. */
async function install(apt, env, onProgress) {
    onProgress('Installing Chromium with "apt-get install chromium"; this takes some minutes and 500 MB, once.');
    const options = { env: { ...env, ...APT }, timeoutMs: INSTALL_TIMEOUT_MS };
    const updated = await (0, children_1.runCommand)(apt, ['update', '-qq'], options);
    const { code, output } = await (0, children_1.runCommand)(apt, ['install', '-y', '-qq', '-o', 'DPkg::Lock::Timeout=300', 'chromium'], options);
    if (code === 0)
        return 'apt-get has installed none of them';
    const said = (0, children_1.lastLines)(updated.code === 0 ? output : `${updated.output}\n${output}`, 3).slice(-600);
    return `"apt-get install chromium" failed: ${said}`;
}
//# sourceMappingURL=chromium.js.map