import type { FieldName } from '../sources/source-types';

/** A column by whose name a field is known. */
export interface NamedColumn {
  readonly name: string;
  /** 0 where it is the field's own name, more for names that mean less exactly this. */
  readonly rank: number;
}

/** Names of columns by field, those that say it best first; words of a name are joined without signs. */
const NAMES = {
  advertiser_id: [
    'advertiserid advertiser',
    'advid adv advertisername',
    'campaignid campaign',
    'accountid account merchantid merchant sellerid seller shopid shop storeid store vendorid vendor',
    'brandid brand clientid client companyid company tenantid tenant',
  ],
  product_id: [
    'productid product',
    'prodid prod itemid item sku skuid asin gtin ean articleid article',
    'creativeid creative adid ad offerid offer listingid listing contentid',
  ],
  type: ['type', 'eventtype event eventname action actiontype', 'activity interaction interactiontype kind'],
  date: [
    'date day',
    'timestamp ts eventtime eventdate eventtimestamp datetime time eventts',
    'createdat occurredat dt hour reportdate datestart reportingstarts viewedat clickedat fecha datum',
  ],
  from: ['from', 'fromday fromdate start startdate validfrom'],
  to: ['to', 'today todate end enddate until validto validuntil'],
  views: ['views', 'pageviews productviews visits viewcount'],
  impressions: ['impressions', 'imps impression imp impr impressioncount shown'],
  clicks: ['clicks', 'click linkclicks clickcount clk isclick clicked'],
  conversions: [
    'conversions',
    'conversion conv convs purchases purchase orders totalconversions isconversion converted',
  ],
} as const satisfies Record<FieldName, readonly string[]>;

/** Rank of a name that only ends in a name of the field, such as `fb_campaign_id`. */
const PARTIAL = 10;

/** The columns that may be a field by their names, the best first. */
export function columnsNamed(field: FieldName, names: readonly string[]): NamedColumn[] {
  const found = names.flatMap((name) => {
    const rank = rankOf(field, name);
    return rank === undefined ? [] : [{ name, rank }];
  });
  return found.sort((one, other) => one.rank - other.rank);
}

/** Tells whether a name is one of a field's own or an exact synonym of it. */
export function isKnownName(name: string): boolean {
  return (Object.keys(NAMES) as FieldName[]).some((field) => (rankOf(field, name) ?? PARTIAL) < PARTIAL);
}

function rankOf(field: FieldName, name: string): number | undefined {
  if (name === field) return 0;
  // Of a dotted path of JSON lines the last member may say it alone: `user.id` does not, `item.id` does.
  const words = wordsOf(name);
  const joined = words.join('');
  const ranks: readonly string[] = NAMES[field];
  for (const [index, synonyms] of ranks.entries()) {
    const list = synonyms.split(' ');
    if (list.includes(joined)) return index + 1;
  }
  for (const [index, synonyms] of ranks.entries()) {
    const list = synonyms.split(' ');
    const tails = words.slice(1).map((_, from) => words.slice(from + 1).join(''));
    if (tails.some((tail) => tail !== '' && list.includes(tail))) return PARTIAL + index;
  }
  return undefined;
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
