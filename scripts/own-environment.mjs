import { ensureBuilt } from './ensure.mjs';

/** Returns the environment without any setting of the product, so that pictures never show the caller's services. */
export async function environmentWithoutSettings() {
  await ensureBuilt();
  const { SETTING_NAMES } = await import('../dist/config/declarations.js');
  const { LIBRARY_SETTINGS } = await import('../dist/config/library-settings.js');
  const names = [...SETTING_NAMES, ...LIBRARY_SETTINGS.map(({ name }) => name), 'NO_COLOR'];
  const isSetting = (name) =>
    names.some((each) => (each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : name === each));
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isSetting(name)));
}
