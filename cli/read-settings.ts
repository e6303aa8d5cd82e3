import { loadSettings } from '../config/settings';
import type { Settings } from '../config/settings';
import { completeEnvironment, findDifferences, withoutPassword } from '../config/shared-settings';
import type { SettingDifference } from '../config/shared-settings';
import type { Home, RunningParts } from './home';

/**
 * Reads the settings of a command from the environment, or else from an `up` that runs in this folder.
 * @param tell receives one line where the environment differs from that `up`.
 * @throws SettingsError with every fault at once.
 */
export function readSettings(home: Home, tell: (line: string) => void): Settings {
  const { running } = home;
  if (running === undefined) return loadSettings();
  const settings = loadSettings(completeEnvironment(running.settings));
  const different = [...findDifferences(running.settings), ...differentPlaces(settings, running)];
  if (different.length > 0) {
    tell(
      `! set here, and different from the \`npx adtech up\` that runs in this folder: ${different.map(describe).join('; ')}`,
    );
  }
  return settings;
}

function differentPlaces(settings: Settings, running: RunningParts): SettingDifference[] {
  const address = settings.temporal.connectionOptions.address;
  const places = [
    {
      name: 'DATABASE_URL',
      here: settings.databaseUrl && withoutPassword(settings.databaseUrl),
      there: running.database,
    },
    { name: 'TEMPORAL_ADDRESS', here: address, there: running.temporalAddress },
  ];
  return places.flatMap(({ name, here, there }) =>
    here === undefined || here === there ? [] : [{ name, here, there }],
  );
}

function describe({ name, here, there }: SettingDifference): string {
  return `${name} is ${here} here, ${there ?? 'not set'} there`;
}
