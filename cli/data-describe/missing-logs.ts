import { EVENT_LOGS } from '../../domain/logs';
import { defaultTypes } from '../../logs/sources/source-types';
import type { Decision } from './decision';
import type { EntryProposal, WrittenProposal } from './describe-group';

/** Most bytes of event logs that may serve as the list of active advertisers: each date reads them whole. */
const MAX_LIST_BYTES = 512 * 1024 * 1024;

/** Proposes entries for logs that no object is of, and says what is open about them. */
export function proposeMissing(found: readonly EntryProposal[]): {
  entries: EntryProposal[];
  open: Decision[];
} {
  const has = (log: string) => found.some((entry) => entry.log === log);
  const entries: EntryProposal[] = [];
  const open: Decision[] = [];
  if (found.length === 0) return { entries, open };
  if (!has('advertiser_ids')) {
    const own = advertisersOfEvents(found);
    const bytes = own.reduce((sum, { group }) => sum + group.bytes, 0);
    if (own.length > 0 && bytes <= MAX_LIST_BYTES) entries.push(...own);
    else {
      const isLater =
        own.length === 0 && found.some(({ log }) => log === 'ads_views' || log === 'product_views');
      const how = 'upload input/advertiser_ids.csv with the header `advertiser_id`';
      const rather = isLater
        ? ', or describe it by an entry of the same objects once their advertiser is chosen'
        : '';
      const why = `no object lists the active advertisers; ${how}${rather}`;
      open.push({ member: 'advertiser_ids', chosen: null, sure: 'open', why, choices: [] });
    }
  }
  for (const log of EVENT_LOGS) {
    if (has(log)) continue;
    const choices = log === 'product_views' ? found.flatMap(clicksAsViews) : [];
    const rather = choices.length === 0 ? '' : '; clicks on ads may serve as visits';
    const why = `no object is of this log, and a run needs one${rather}`;
    open.push({ member: log, chosen: null, sure: 'open', why, choices });
  }
  return { entries, open };
}

/** Entries that take every advertiser of the ads, or else of the visits, for active. */
function advertisersOfEvents(found: readonly EntryProposal[]): EntryProposal[] {
  const events = found.filter(({ decisions, log }) => {
    const advertiser = decisions.find(({ member }) => member === 'advertiser_id');
    return log !== 'excluded_products' && advertiser !== undefined && advertiser.sure !== 'open';
  });
  const ads = events.filter(({ log }) => log === 'ads_views');
  return (ads.length > 0 ? ads : events).map(({ group, entry, decisions }) => {
    const why =
      'no object lists the active advertisers: every advertiser of these events is taken for active';
    return {
      log: 'advertiser_ids' as const,
      group,
      entry: {
        ...formOf(entry),
        columns: { advertiser_id: columnsOf(entry).advertiser_id ?? 'advertiser_id' },
      },
      decisions: [
        { member: 'log', chosen: 'advertiser_ids', sure: 'guess' as const, why },
        ...decisions.filter(({ member }) => member === 'advertiser_id'),
      ],
      isPlain: false,
    };
  });
}

/** Entries of `product_views` that take clicks on ads for visits, as lines to choose from. */
function clicksAsViews({ log, entry, decisions }: EntryProposal): string[] {
  if (log !== 'ads_views' || decisions.some(({ sure }) => sure === 'open')) return [];
  const { type = 'type', impressions, clicks, conversions, ...ids } = columnsOf(entry);
  const isByType = impressions === undefined && clicks === undefined && conversions === undefined;
  const shared = Object.keys(ids).length > 0 ? ids : PLAIN_IDS;
  if (!isByType) {
    if (clicks === undefined) return [];
    return [
      `"product_views": [${JSON.stringify({ ...formOf(entry), columns: { ...shared, views: clicks } })}]`,
    ];
  }
  const types = entry.types ?? defaultTypes('ads_views');
  const { click = [], ...others } = types;
  if (typeof type === 'object' && 'value' in type) {
    return type.value === 'click'
      ? [`"product_views": [${JSON.stringify({ ...formOf(entry), columns: shared })}]`]
      : [];
  }
  if (click.length === 0) return [];
  const view = { view: click, ignored: Object.values(others).flat() };
  const described = { ...formOf(entry), columns: { ...shared, type }, types: view };
  return [`"product_views": [${JSON.stringify(described)}]`];
}

const PLAIN_IDS = { advertiser_id: 'advertiser_id', product_id: 'product_id', date: 'date' };

function formOf({ objects, format, csv }: WrittenProposal): WrittenProposal {
  return { objects, ...(format !== undefined && { format }), ...(csv !== undefined && { csv }) };
}

function columnsOf({ columns }: WrittenProposal): NonNullable<WrittenProposal['columns']> {
  return columns ?? {};
}
