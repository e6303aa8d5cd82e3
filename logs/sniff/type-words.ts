import { toText } from '../sources/byte-text';

/** What a value of a type is known to mean; `view` is an impression of an ad, or a visit of a product's page. */
export type KnownType = 'impression' | 'click' | 'conversion' | 'visit' | 'view' | 'other';

const VALUES: Readonly<Record<KnownType, string>> = {
  impression:
    'impression impressions imp imps impr show shows shown showed display displayed adview adimpression adshown served exposure',
  click: 'click clicks clicked clk tap tapped adclick linkclick clickthrough',
  conversion:
    'conversion conversions convert converted conv purchase purchases purchased order orders ordered buy bought sale sold transaction install signup lead',
  visit: 'visit visits visited pageview productview viewitem viewcontent detailview productdetail',
  view: 'view views viewed',
  other:
    'addtocart cart removefromcart viewcart wishlist addtowishlist favorite favourite like search login logout scroll hover refund return checkout begincheckout initiatecheckout addpaymentinfo addshippinginfo share comment rate sessionstart firstvisit none',
};
const KNOWN: ReadonlyMap<string, KnownType> = new Map(
  (Object.keys(VALUES) as KnownType[]).flatMap((type) =>
    VALUES[type].split(' ').map((value) => [value, type] as const),
  ),
);

/** What a value of a type means by common usage, without regard to case, spaces and signs; undefined for other values. */
export function knownType(value: string): KnownType | undefined {
  return KNOWN.get(
    toText(value)
      .toLowerCase()
      .replace(/[^a-z]/g, ''),
  );
}
