/**
 * A route that answers every caller who may read it with the same bytes. The answer may be kept and shared, by URL.
 * `scope` is the only declaration of who may read it: access checks follow from it.
 */
export type SharedPlace =
  | {
      /** Only this method: a URL is the whole question. */
      readonly method: 'get';
      /** As OpenAPI writes it: `/runs/{date}`. */
      readonly path: string;
      /**
       * Who may read it. `anyone`: also callers without a key, without limits, for probes. `unlimited`: it is about all
       * advertisers, and a key that is limited to some of them is refused.
       */
      readonly scope: 'anyone' | 'unlimited';
    }
  | {
      readonly method: 'get';
      readonly path: `${string}{advertiser}${string}`;
      /** It is about the advertiser in the path, and every key for that advertiser may read it. */
      readonly scope: 'advertiser';
    };

/** A route whose answer depends on the caller's key. It is made for one request, and never kept or shared. */
export interface CallerPlace {
  readonly method: 'get' | 'post';
  readonly path: string;
  /** Any key may ask; the answer holds what the key is for. */
  readonly scope: 'caller';
}

/** Who may read an answer that is the same for every reader. */
export type Readers =
  | { readonly scope: 'anyone' }
  | { readonly scope: 'unlimited' }
  | { readonly scope: 'advertiser'; readonly advertiser: string };
