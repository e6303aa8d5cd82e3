import { SETTING_NAMES, SETTINGS } from '../../config/declarations';
import { LIBRARY_SETTINGS } from '../../config/library-settings';

describe('the declarations of settings', () => {
  it('name each setting once', () => {
    const names = [...SETTING_NAMES, ...LIBRARY_SETTINGS.map(({ name }) => name)];
    expect(new Set(names).size).toBe(names.length);
  });

  it('have defaults that their types accept', () => {
    for (const { name, type, default: text } of SETTINGS) {
      if (text !== undefined) expect([name, type.safeParse(text).success]).toEqual([name, true]);
    }
  });

  it('say what applies where a setting is not set, and who uses it', () => {
    for (const { name, unset, default: text, usedBy } of SETTINGS) {
      expect([name, (unset ?? text ?? '') !== '', usedBy.length > 0]).toEqual([name, true, true]);
    }
  });

  it('are short enough for a table that is read raw', () => {
    for (const { meaning } of [...SETTINGS, ...LIBRARY_SETTINGS]) {
      expect(meaning.length).toBeLessThanOrEqual(58);
      expect(meaning).not.toMatch(/\.$/);
    }
  });
});
