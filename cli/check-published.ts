import { findPublishedDates } from '../db/publication';
import { findRun } from '../db/runs';
import type { CalendarDay } from '../domain/execution-date';
import { MODELS } from '../domain/models';
import type { Model } from '../domain/models/model';
import { isDotSegment } from '../domain/dot-segments';
import type { Services } from './services';
import { findLists } from '../db/recommendations';
import { idText } from './terminal-text';

/** Most advertisers of a date whose lists are requested from the API; evenly spread if there are more. */
const MAX_ADVERTISERS = 100;

/** The result of comparing the API with the tables. */
interface Check {
  readonly dates: number;
  readonly lists: number;
  /** The differences in words; empty if there are none. */
  readonly faults: readonly string[];
}

/** Requests the lists of every due date from the API and compares the answers with the tables. */
export async function checkPublished(
  { db }: Pick<Services, 'db'>,
  apiUrl: string,
  dates: readonly CalendarDay[],
): Promise<Check> {
  const faults: string[] = [];
  let lists = 0;
  const first = dates[0];
  const last = dates.at(-1);
  if (first === undefined || last === undefined) return { dates: 0, lists, faults: ['no date is due'] };
  const published = new Map((await findPublishedDates(db, first, last)).map((one) => [one.date, one]));
  for (const date of dates) {
    const publication = published.get(date);
    if (publication === undefined) {
      faults.push(`${date} is not published`);
      continue;
    }
    const run = await findRun(db, publication.runId);
    if (run?.status !== 'published')
      faults.push(`${date}: its run ${publication.runId} is on record as ${String(run?.status)}`);
    for (const model of MODELS) {
      const tabled = await findLists(db, model, date);
      for (const advertiser of sampleOf([...tabled.keys()])) {
        const answered = await ask(apiUrl, advertiser, model, date);
        lists++;
        if (JSON.stringify(answered) !== JSON.stringify(tabled.get(advertiser))) {
          faults.push(
            `${date}: the API's ${model.name} list of ${idText(advertiser)} is not the published one`,
          );
        }
      }
    }
  }
  return { dates: dates.length, lists, faults };
}

async function ask(apiUrl: string, advertiser: string, model: Model, date: CalendarDay): Promise<unknown> {
  // `fetch` changes URLs with these ids, however they are encoded.
  if (isDotSegment(advertiser)) return askByBatch(apiUrl, advertiser, model, date);
  const response = await fetch(
    `${apiUrl}/recommendations/${encodeURIComponent(advertiser)}/${model.name}?date=${date}`,
  );
  const body = (await response.json()) as { recommendations?: unknown };
  return body.recommendations;
}

async function askByBatch(
  apiUrl: string,
  advertiser: string,
  model: Model,
  date: CalendarDay,
): Promise<unknown> {
  const response = await fetch(`${apiUrl}/recommendations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advertisers: [advertiser], models: [model.name], date }),
  });
  const body = (await response.json()) as { results?: readonly { recommendations?: unknown }[] };
  return body.results?.[0]?.recommendations;
}

function sampleOf(advertisers: readonly string[]): string[] {
  const step = Math.max(1, Math.ceil(advertisers.length / MAX_ADVERTISERS));
  return advertisers.filter((_advertiser, index) => index % step === 0);
}
