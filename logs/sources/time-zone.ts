import { nearestName } from './nearest-name';

const AREA_AND_PLACE = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9][A-Za-z0-9_+-]*)+$/;

/** What is wrong with the name of a time zone, and what to do about it; undefined for `UTC` and IANA's `Area/Place`. */
export function faultInTimeZone(name: string): { fault: string; remedy: string } | undefined {
  if (name === 'UTC') return undefined;
  const known = Intl.supportedValuesOf('timeZone');
  if (!AREA_AND_PLACE.test(name)) {
    return { fault: `is not Area/Place: ${JSON.stringify(name)}`, remedy: remedyFor(name, known) };
  }
  let canonical: string;
  try {
    canonical = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return { fault: `is no time zone of IANA: ${JSON.stringify(name)}`, remedy: remedyFor(name, known) };
  }
  // Intl takes any case, other tools that read the same logs do not.
  if (canonical !== name && canonical.toLowerCase() === name.toLowerCase()) {
    return { fault: `is written in another case: ${JSON.stringify(name)}`, remedy: `write ${canonical}` };
  }
  return undefined;
}

function remedyFor(name: string, known: readonly string[]): string {
  const place = name.replaceAll(' ', '_').toLowerCase();
  const near =
    known.find((zone) => zone.toLowerCase().endsWith(`/${place}`)) ?? nearestName(place, ['UTC', ...known]);
  const examples = 'name it like America/Argentina/Buenos_Aires, or UTC';
  return near === undefined ? examples : `did you mean ${near}?`;
}
