import { LOG_NAMES } from '../../domain/logs';
import { knownType } from '../../logs/sniff/type-words';
import type { KnownType } from '../../logs/sniff/type-words';
import type { SourceCounter, SourceLog } from '../../logs/sources/source-types';
import type { Sureness } from './decision';
import type { TypeColumn } from './choose-type';

/** A log that objects may be, and why. */
export interface ChosenLog {
  readonly log: SourceLog;
  readonly sure: Exclude<Sureness, 'open'>;
  readonly why: string;
  /** The type of every row, where the name of the objects says it. */
  readonly constantType?: 'impression' | 'click' | 'conversion';
}

/** What is known of the objects of a group. */
export interface GroupFacts {
  readonly glob: string;
  readonly type: TypeColumn | undefined;
  readonly counters: ReadonlySet<SourceCounter>;
  readonly hasAdvertiser: boolean;
  readonly hasProduct: boolean;
  readonly hasDay: boolean;
  readonly hasPeriod: boolean;
}

const NAMES: Readonly<
  Record<'advertiser_ids' | 'excluded_products' | 'product_views' | 'ads_views', RegExp>
> = {
  advertiser_ids: /^(?:active)?(?:advertiser|campaign|merchant|shop|seller)s?(?:ids?|list)?$/,
  excluded_products: /^(?:excluded|exclusion|blocked|blocklist|soldout|outofstock)/,
  product_views: /^(?:product|item|page)?(?:view|visit|pageview|session)s?$/,
  ads_views: /^(?:ads?|adevents?|adserver|campaignreports?|adreports?)(?:views?|logs?|events?)?$/,
};

/** Decides which logs the objects of a group are of; several where one object has ads and visits. Empty where nothing tells. */
export function chooseLogs(facts: GroupFacts): ChosenLog[] {
  const { glob, type, counters } = facts;
  const parts = glob
    .split('/')
    .slice(1)
    .map((part) => part.replace(/\..*$/s, ''));
  const own = LOG_NAMES.find((log) => parts[0] === log);
  const constantType = type === undefined && counters.size === 0 ? typeByName(parts) : undefined;
  if (own !== undefined) {
    return [
      {
        log: own,
        sure: 'certain',
        why: 'the key begins with its name',
        ...(own === 'ads_views' && constantType !== undefined && { constantType }),
      },
    ];
  }
  if (parts[0] === 'excluded_products') {
    return [{ log: 'excluded_products', sure: 'certain', why: 'the key begins with its name' }];
  }
  const byContent = chooseByContent(facts);
  if (byContent.length > 0) return byContent;
  const named = chooseByName(parts, facts);
  if (constantType !== undefined && facts.hasDay) {
    return [
      { log: 'ads_views', sure: 'guess', why: `the name of the objects says ${constantType}`, constantType },
    ];
  }
  if (named !== undefined) return [named];
  if (facts.hasAdvertiser && !facts.hasProduct && !facts.hasDay) {
    return [
      { log: 'advertiser_ids', sure: 'guess', why: 'it has advertisers, and neither products nor days' },
    ];
  }
  if (facts.hasPeriod && facts.hasProduct) {
    return [{ log: 'excluded_products', sure: 'guess', why: 'it has products with a first and a last day' }];
  }
  return [];
}

function chooseByContent({ glob, type, counters }: GroupFacts): ChosenLog[] {
  const meanings = new Set<KnownType | undefined>(type?.meanings.values() ?? []);
  const hasAds = meanings.has('impression') || meanings.has('click');
  const logs: ChosenLog[] = [];
  if (type !== undefined && hasAds) {
    logs.push({ log: 'ads_views', sure: 'certain', why: `${type.name} has impressions or clicks` });
  }
  if (type !== undefined && (meanings.has('visit') || (meanings.has('view') && !hasAds))) {
    const sure = meanings.has('visit') ? 'certain' : 'guess';
    logs.push({ log: 'product_views', sure, why: `${type.name} has visits of products` });
  }
  if (logs.length > 0) return logs;
  if (counters.has('impressions') || counters.has('clicks')) {
    const names = [...counters].filter((counter) => counter !== 'views').join(' and ');
    return [{ log: 'ads_views', sure: 'certain', why: `it has counts of ${names}` }];
  }
  if (counters.has('views')) {
    return [{ log: 'product_views', sure: 'guess', why: 'it has counts of views' }];
  }
  if (type !== undefined && meanings.has('conversion')) {
    return [
      {
        log: 'ads_views',
        sure: 'guess',
        why: `${type.name} has conversions; ${glob} has nothing else of ads`,
      },
    ];
  }
  return [];
}

function chooseByName(parts: readonly string[], { hasProduct, hasDay }: GroupFacts): ChosenLog | undefined {
  for (const part of parts) {
    const letters = part.toLowerCase().replace(/[^a-z]/g, '');
    for (const [log, pattern] of Object.entries(NAMES) as [keyof typeof NAMES, RegExp][]) {
      const fits = log === 'advertiser_ids' ? !hasDay : hasProduct || hasDay;
      if (fits && pattern.test(letters)) {
        return { log, sure: 'guess', why: `the name of the objects says so: ${part}` };
      }
    }
  }
  return undefined;
}

function typeByName(parts: readonly string[]): 'impression' | 'click' | 'conversion' | undefined {
  for (const word of parts.flatMap((part) => part.toLowerCase().split(/[^a-z]+/))) {
    const type = knownType(word);
    if (type === 'impression' || type === 'click' || type === 'conversion') return type;
  }
  return undefined;
}
