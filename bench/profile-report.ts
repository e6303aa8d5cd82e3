import type { ThreadProfile } from './profile';

/** Profiles as a JSON document. */
export function profileJson(what: string, threads: readonly ThreadProfile[]): string {
  const report = threads.map(({ name, busySeconds, functions }) => ({
    thread: name,
    busy_seconds: busySeconds,
    functions: functions.map(({ label, selfSeconds, share }) => ({
      function: label,
      self_seconds: selfSeconds,
      share,
    })),
  }));
  return `${JSON.stringify({ what, threads: report }, null, 2)}\n`;
}

/** A profile for a terminal. */
export function profileText({ name, busySeconds, functions }: ThreadProfile): string {
  const lines = functions.map(
    ({ label, selfSeconds, share }) =>
      `${selfSeconds.toFixed(2).padStart(8)} s ${(share * 100).toFixed(0).padStart(3)} %  ${label}\n`,
  );
  return `${name}, busy for ${busySeconds.toFixed(1)} s\n${lines.join('')}`;
}
