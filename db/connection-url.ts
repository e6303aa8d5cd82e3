/** A setting of Postgres and its value. */
export type ServerSetting = readonly [name: string, value: string];

/** A URL of Postgres, with its session settings separated. */
interface ConnectionUrl {
  /** Without the parameters that a pooler refuses at the start of a connection. */
  readonly url: string;
  /** The settings from these parameters, in their order. */
  readonly settings: readonly ServerSetting[];
}

/** Parameters of a URL that are themselves settings of Postgres. */
const SETTING_PARAMETERS = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];
const SETTING = /^([a-z_][\w.-]*)=(.*)$/is;

/**
 * Separates the session settings of a URL (`options`, `statement_timeout` and the like) from the URL.
 * @throws Error when its `options` hold anything but settings.
 */
export function readConnectionUrl(text: string): ConnectionUrl {
  const url = new URL(text);
  const asked = url.searchParams;
  const settings: ServerSetting[] = asked.getAll('options').flatMap(settingsOf);
  for (const name of SETTING_PARAMETERS) {
    for (const value of asked.getAll(name)) settings.push([name, value]);
  }
  // A URL without settings stays exactly as written.
  if (settings.length === 0 && !asked.has('options')) return { url: text, settings };
  for (const name of ['options', ...SETTING_PARAMETERS]) asked.delete(name);
  return { url: url.href, settings };
}

/** Returns what is wrong with the `options` of a URL, without their values; undefined if they can be parsed. */
export function faultInOptions(text: string): string | undefined {
  try {
    readConnectionUrl(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Splits options as Postgres does: at blanks, and a backslash escapes the next character. */
function settingsOf(options: string): ServerSetting[] {
  const words = (options.match(/(?:\\[\s\S]|[^\s\\])+/g) ?? []).map((word) =>
    word.replace(/\\([\s\S])/g, '$1'),
  );
  const settings: ServerSetting[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const text = word === '-c' ? (words[++at] ?? '') : /^(?:-c|--)(.+)$/s.exec(word)?.[1];
    const [, name, value] = SETTING.exec(text ?? '') ?? [];
    if (name === undefined || value === undefined) {
      throw new Error('has options other than -c name=value (its value is not shown)');
    }
    settings.push([name.replaceAll('-', '_').toLowerCase(), value]);
  }
  return settings;
}
