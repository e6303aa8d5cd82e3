import { lastLines, runCommand } from '../../local/children';
import { findOnPath } from '../../local/executables';

const INSTALL_TIMEOUT_MS = 15 * 60_000;
const APT = { DEBIAN_FRONTEND: 'noninteractive' };

/** How a package is installed. */
interface AptInstallOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Called before the installation. */
  readonly onInstall: () => void;
  /** Whether this user may install packages; default: it is root. */
  readonly mayInstall?: boolean | undefined;
}

/** Installs a package of Debian or its like with apt-get; returns the reason why its programs may still be missing. */
export async function aptInstall(name: string, options: AptInstallOptions): Promise<string> {
  const { env, onInstall, mayInstall = process.getuid?.() === 0 } = options;
  const [apt] = findOnPath('apt-get', env);
  if (apt === undefined) return 'this system has no apt-get to install one with';
  if (!mayInstall) return 'only root may install one with apt-get';
  onInstall();
  const run = { env: { ...env, ...APT }, timeoutMs: INSTALL_TIMEOUT_MS };
  const updated = await runCommand(apt, ['update', '-qq'], run);
  const { code, output } = await runCommand(
    apt,
    ['install', '-y', '-qq', '-o', 'DPkg::Lock::Timeout=300', name],
    run,
  );
  if (code === 0) return 'apt-get has installed none of them';
  const said = lastLines(updated.code === 0 ? output : `${updated.output}\n${output}`, 3).slice(-600);
  return `"apt-get install ${name}" failed: ${said}`;
}
