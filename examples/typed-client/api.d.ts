// Made by `npm run client`; not to be edited.
export interface paths {
  '/recommendations/{advertiser}/{model}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The list of an advertiser
     * @description Today's list (the newest published one) of an advertiser by a model, or the list of another day.
     */
    get: operations['getRecommendations'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/recommendations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * The lists of many advertisers
     * @description One slot for each advertiser and model asked for, in the order asked for, all of one date and one snapshot; a slot that cannot be filled has an error.
     */
    post: operations['batchRecommendations'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/history/{advertiser}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The lists of the last days
     * @description The lists of the newest published date and the days before it, by model (under its short name), newest day first, then by rank. A day without a publication or a list has no entries.
     */
    get: operations['getHistory'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/stats': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Figures over all advertisers
     * @description How many advertisers, how much lists change from day to day, how far the models agree, totals of each day, and how good the data of the last runs was. Computed once for each publication.
     */
    get: operations['getStats'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/evaluation': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How the lists did on the day after
     * @description The lists of each date, as published, against the clicks of the day after: means over advertisers by model. Of more than 366 days, the last ones. A day is omitted if its publication, or the one of the day before, has been replaced, until it is evaluated again.
     */
    get: operations['getEvaluation'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/evaluation/{advertiser}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How an advertiser's lists did on the day after
     * @description The lists of an advertiser, as published, against its clicks of the day after. Of more than 366 days, the last ones. A day is omitted if its publication, or the one of the day before, has been replaced, until it is evaluated again.
     */
    get: operations['getAdvertiserEvaluation'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/runs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The newest run of each date
     * @description The newest run of each date in a range, newest date first.
     */
    get: operations['listRuns'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/runs/{date}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The runs of a date
     * @description The newest runs of a date, newest first, with what they read and what was odd about it.
     */
    get: operations['getRuns'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/runs/{date}/{run_id}/inputs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The objects that a run read
     * @description A page of the objects that a run read, in one order: `offset` objects are left out. A run that has not published has none.
     */
    get: operations['getRunInputs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whether the process answers
     * @description Restart it when this fails.
     */
    get: operations['getLive'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whether lists can be answered
     * @description Send requests elsewhere while this fails: the database is unreachable or not migrated.
     */
    get: operations['getReady'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /** @description An error (RFC 9457). */
    Problem: {
      /** @enum {string} */
      type: 'about:blank';
      /** @enum {string} */
      title:
        | 'Bad request'
        | 'No valid key'
        | 'Not allowed'
        | 'Unknown advertiser'
        | 'No run'
        | 'No such route'
        | 'Wrong method'
        | 'Too slow'
        | 'Body too large'
        | 'Wrong media type'
        | 'Too many requests'
        | 'Headers too large'
        | 'Internal error'
        | 'No database'
        | 'Not ready';
      status: number;
      detail: string;
      errors?: {
        /** @enum {string} */
        in: 'path' | 'query' | 'body';
        name: string;
        detail: string;
      }[];
    };
    List: {
      /**
       * @description Opaque, compared byte for byte.
       * @example 0LPGCLF37F0AOU0239N8
       */
      advertiser: string;
      /**
       * @description The ranking method.
       * @example TopProducts
       * @enum {string}
       */
      model: 'TopProducts' | 'TopCTR' | 'TopCTRSmoothed' | 'TopCTRLowerBound' | 'Trending' | 'TopConversions';
      /**
       * Format: date
       * @description Execution date of the list: the one asked for, or the newest published; null when nothing is published.
       * @example 2024-11-29
       */
      date: string | null;
      /**
       * Format: date-time
       * @description When that date was last published; null when it is not.
       * @example 2024-11-29T23:00:07.412Z
       */
      published_at: string | null;
      /** @description The Temporal workflow that published it. */
      workflow_id: string | null;
      /**
       * Format: uuid
       * @description The run of that workflow.
       */
      run_id: string | null;
      /** @description Whether the date is older than the last one due (23:00 UTC), or nothing is published for it. */
      stale: boolean;
      /**
       * @description The logs that have events on other days and none on the date itself: its lists are made from older events. Null where that is not known, as nothing is published or an earlier version did.
       * @example []
       */
      without_events: ('product_views' | 'ads_views')[] | null;
      /** @description The best first; empty when the advertiser has no list on the date. */
      recommendations: (
        | components['schemas']['TopProductsEntry']
        | components['schemas']['TopCTREntry']
        | components['schemas']['TopCTRSmoothedEntry']
        | components['schemas']['TopCTRLowerBoundEntry']
        | components['schemas']['TrendingEntry']
        | components['schemas']['TopConversionsEntry']
      )[];
    };
    /** @description A product in a list of TopProducts. */
    TopProductsEntry: {
      rank: number;
      product_id: string;
      /** Format: int64 */
      views: number;
      /**
       * @description With fill=true: the model whose list the product is from, and whose figures these are.
       * @example TopProducts
       * @enum {string}
       */
      source_model?:
        'TopProducts' | 'TopCTR' | 'TopCTRSmoothed' | 'TopCTRLowerBound' | 'Trending' | 'TopConversions';
    };
    /** @description A product in a list of TopCTR. */
    TopCTREntry: {
      rank: number;
      product_id: string;
      /** Format: int64 */
      clicks: number;
      /** Format: int64 */
      impressions: number;
      ctr: number;
      /**
       * @description With fill=true: the model whose list the product is from, and whose figures these are.
       * @example TopProducts
       * @enum {string}
       */
      source_model?:
        'TopProducts' | 'TopCTR' | 'TopCTRSmoothed' | 'TopCTRLowerBound' | 'Trending' | 'TopConversions';
    };
    /** @description A product in a list of TopCTRSmoothed. */
    TopCTRSmoothedEntry: {
      rank: number;
      product_id: string;
      /** Format: int64 */
      clicks: number;
      /** Format: int64 */
      impressions: number;
      smoothed_ctr: number;
      /**
       * @description With fill=true: the model whose list the product is from, and whose figures these are.
       * @example TopProducts
       * @enum {string}
       */
      source_model?:
        'TopProducts' | 'TopCTR' | 'TopCTRSmoothed' | 'TopCTRLowerBound' | 'Trending' | 'TopConversions';
    };
    /** @description A product in a list of TopCTRLowerBound. */
    TopCTRLowerBoundEntry: {
      rank: number;
      product_id: string;
      /** Format: int64 */
      clicks: number;
      /** Format: int64 */
      impressions: number;
      ctr_lower_bound: number;
      /**
       * @description With fill=true: the model whose list the product is from, and whose figures these are.
       * @example TopProducts
       * @enum {string}
       */
      source_model?:
        'TopProducts' | 'TopCTR' | 'TopCTRSmoothed' | 'TopCTRLowerBound' | 'Trending' | 'TopConversions';
    };
    /** @description A product in a list of Trending. */
    TrendingEntry: {
      rank: number;
      product_id: string;
      /** Format: int64 */
      views: number;
      recent_views: number;
      /**
       * @description With fill=true: the model whose list the product is from, and whose figures these are.
       * @example TopProducts
       * @enum {string}
       */
      source_model?:
        'TopProducts' | 'TopCTR' | 'TopCTRSmoothed' | 'TopCTRLowerBound' | 'Trending' | 'TopConversions';
    };
    /** @description A product in a list of TopConversions. */
    TopConversionsEntry: {
      rank: number;
      product_id: string;
      /** Format: int64 */
      conversions: number;
      /** Format: int64 */
      clicks: number;
      conversion_rate: number | null;
      /**
       * @description With fill=true: the model whose list the product is from, and whose figures these are.
       * @example TopProducts
       * @enum {string}
       */
      source_model?:
        'TopProducts' | 'TopCTR' | 'TopCTRSmoothed' | 'TopCTRLowerBound' | 'Trending' | 'TopConversions';
    };
    BatchAnswer: {
      /**
       * Format: date
       * @description Execution date of the list: the one asked for, or the newest published; null when nothing is published.
       * @example 2024-11-29
       */
      date: string | null;
      /**
       * Format: date-time
       * @description When that date was last published; null when it is not.
       * @example 2024-11-29T23:00:07.412Z
       */
      published_at: string | null;
      /** @description The Temporal workflow that published it. */
      workflow_id: string | null;
      /**
       * Format: uuid
       * @description The run of that workflow.
       */
      run_id: string | null;
      /** @description Whether the date is older than the last one due (23:00 UTC), or nothing is published for it. */
      stale: boolean;
      /**
       * @description The logs that have events on other days and none on the date itself: its lists are made from older events. Null where that is not known, as nothing is published or an earlier version did.
       * @example []
       */
      without_events: ('product_views' | 'ads_views')[] | null;
      results: {
        /**
         * @description Opaque, compared byte for byte.
         * @example 0LPGCLF37F0AOU0239N8
         */
        advertiser: string;
        /**
         * @description The ranking method.
         * @example TopProducts
         * @enum {string}
         */
        model:
          'TopProducts' | 'TopCTR' | 'TopCTRSmoothed' | 'TopCTRLowerBound' | 'Trending' | 'TopConversions';
        recommendations?: (
          | components['schemas']['TopProductsEntry']
          | components['schemas']['TopCTREntry']
          | components['schemas']['TopCTRSmoothedEntry']
          | components['schemas']['TopCTRLowerBoundEntry']
          | components['schemas']['TrendingEntry']
          | components['schemas']['TopConversionsEntry']
        )[];
        error?: components['schemas']['Problem'];
      }[];
    };
    Batch: {
      advertisers: string[];
      models?: (
        'TopProducts' | 'TopCTR' | 'TopCTRSmoothed' | 'TopCTRLowerBound' | 'Trending' | 'TopConversions'
      )[];
      /**
       * Format: date
       * @example 2024-11-29
       */
      date?: string;
      limit?: number;
    };
    History: {
      /**
       * @description Opaque, compared byte for byte.
       * @example 0LPGCLF37F0AOU0239N8
       */
      advertiser: string;
      history: {
        top_products?: {
          rank: number;
          product_id: string;
          /** Format: int64 */
          views: number;
          /**
           * Format: date
           * @example 2024-11-29
           */
          date: string;
          /** @description Its rank on the day before; null when not listed. */
          previous_rank: number | null;
          /** @description previous_rank − rank: positive when it has risen; null when not listed on the day before. */
          rank_change: number | null;
        }[];
        top_ctr?: {
          rank: number;
          product_id: string;
          /** Format: int64 */
          clicks: number;
          /** Format: int64 */
          impressions: number;
          ctr: number;
          /**
           * Format: date
           * @example 2024-11-29
           */
          date: string;
          /** @description Its rank on the day before; null when not listed. */
          previous_rank: number | null;
          /** @description previous_rank − rank: positive when it has risen; null when not listed on the day before. */
          rank_change: number | null;
        }[];
        top_ctr_smoothed?: {
          rank: number;
          product_id: string;
          /** Format: int64 */
          clicks: number;
          /** Format: int64 */
          impressions: number;
          smoothed_ctr: number;
          /**
           * Format: date
           * @example 2024-11-29
           */
          date: string;
          /** @description Its rank on the day before; null when not listed. */
          previous_rank: number | null;
          /** @description previous_rank − rank: positive when it has risen; null when not listed on the day before. */
          rank_change: number | null;
        }[];
        top_ctr_lower_bound?: {
          rank: number;
          product_id: string;
          /** Format: int64 */
          clicks: number;
          /** Format: int64 */
          impressions: number;
          ctr_lower_bound: number;
          /**
           * Format: date
           * @example 2024-11-29
           */
          date: string;
          /** @description Its rank on the day before; null when not listed. */
          previous_rank: number | null;
          /** @description previous_rank − rank: positive when it has risen; null when not listed on the day before. */
          rank_change: number | null;
        }[];
        trending?: {
          rank: number;
          product_id: string;
          /** Format: int64 */
          views: number;
          recent_views: number;
          /**
           * Format: date
           * @example 2024-11-29
           */
          date: string;
          /** @description Its rank on the day before; null when not listed. */
          previous_rank: number | null;
          /** @description previous_rank − rank: positive when it has risen; null when not listed on the day before. */
          rank_change: number | null;
        }[];
        top_conversions?: {
          rank: number;
          product_id: string;
          /** Format: int64 */
          conversions: number;
          /** Format: int64 */
          clicks: number;
          conversion_rate: number | null;
          /**
           * Format: date
           * @example 2024-11-29
           */
          date: string;
          /** @description Its rank on the day before; null when not listed. */
          previous_rank: number | null;
          /** @description previous_rank − rank: positive when it has risen; null when not listed on the day before. */
          rank_change: number | null;
        }[];
      };
    };
    Statistics: {
      /**
       * Format: date
       * @description Newest published date; null when nothing is published.
       * @example 2024-11-29
       */
      date: string | null;
      /** @description Whether that date is older than the last one due. */
      stale: boolean;
      /**
       * @description The logs that have events on other days and none on the date itself: its lists are made from older events. Null where that is not known, as nothing is published or an earlier version did.
       * @example []
       */
      without_events: ('product_views' | 'ads_views')[] | null;
      /** @description The published dates: the first, the last, and how many. */
      dates: {
        /**
         * Format: date
         * @example 2024-11-29
         */
        first: string | null;
        /**
         * Format: date
         * @example 2024-11-29
         */
        last: string | null;
        /** Format: int64 */
        published: number;
      };
      /** @description The days that most_changed and runs are about. */
      window: {
        /**
         * Format: date
         * @example 2024-11-29
         */
        from: string | null;
        /**
         * Format: date
         * @example 2024-11-29
         */
        to: string | null;
      };
      /**
       * Format: int64
       * @description Advertisers with a list of any model on the date.
       */
      advertiser_count: number;
      most_changed: {
        TopProducts?: {
          /**
           * @description Opaque, compared byte for byte.
           * @example 0LPGCLF37F0AOU0239N8
           */
          advertiser_id: string;
          /** @description Mean Jaccard distance of the lists of one published day and the next: 0 the same products, 1 none shared. */
          mean_change: number;
          /** @description Pairs of days compared. */
          day_pairs: number;
        }[];
        TopCTR?: {
          /**
           * @description Opaque, compared byte for byte.
           * @example 0LPGCLF37F0AOU0239N8
           */
          advertiser_id: string;
          /** @description Mean Jaccard distance of the lists of one published day and the next: 0 the same products, 1 none shared. */
          mean_change: number;
          /** @description Pairs of days compared. */
          day_pairs: number;
        }[];
        TopCTRSmoothed?: {
          /**
           * @description Opaque, compared byte for byte.
           * @example 0LPGCLF37F0AOU0239N8
           */
          advertiser_id: string;
          /** @description Mean Jaccard distance of the lists of one published day and the next: 0 the same products, 1 none shared. */
          mean_change: number;
          /** @description Pairs of days compared. */
          day_pairs: number;
        }[];
        TopCTRLowerBound?: {
          /**
           * @description Opaque, compared byte for byte.
           * @example 0LPGCLF37F0AOU0239N8
           */
          advertiser_id: string;
          /** @description Mean Jaccard distance of the lists of one published day and the next: 0 the same products, 1 none shared. */
          mean_change: number;
          /** @description Pairs of days compared. */
          day_pairs: number;
        }[];
        Trending?: {
          /**
           * @description Opaque, compared byte for byte.
           * @example 0LPGCLF37F0AOU0239N8
           */
          advertiser_id: string;
          /** @description Mean Jaccard distance of the lists of one published day and the next: 0 the same products, 1 none shared. */
          mean_change: number;
          /** @description Pairs of days compared. */
          day_pairs: number;
        }[];
        TopConversions?: {
          /**
           * @description Opaque, compared byte for byte.
           * @example 0LPGCLF37F0AOU0239N8
           */
          advertiser_id: string;
          /** @description Mean Jaccard distance of the lists of one published day and the next: 0 the same products, 1 none shared. */
          mean_change: number;
          /** @description Pairs of days compared. */
          day_pairs: number;
        }[];
      };
      agreement: {
        /**
         * @description Opaque, compared byte for byte.
         * @example 0LPGCLF37F0AOU0239N8
         */
        advertiser_id: string;
        /**
         * Format: int64
         * @description Products in the lists of both TopProducts and TopCTR.
         */
        shared_products: number;
        /** @description Jaccard index of the two lists. */
        jaccard: number;
      }[];
      totals: {
        /**
         * Format: date
         * @example 2024-11-29
         */
        date: string;
        /** Format: int64 */
        views: number | null;
        /** Format: int64 */
        impressions: number | null;
        /** Format: int64 */
        clicks: number | null;
        /** @description Clicks ÷ impressions; null without impressions. */
        ctr: number | null;
        /** Format: int64 */
        conversions: number | null;
        /** @description Conversions ÷ clicks; null without clicks. */
        conversion_rate: number | null;
      }[];
      runs: {
        /**
         * Format: date
         * @example 2024-11-29
         */
        date: string;
        /**
         * Format: date-time
         * @example 2024-11-29T23:00:07.412Z
         */
        published_at: string;
        /** Format: int64 */
        rows_read: number;
        /** Format: int64 */
        rows_kept: number;
        /** Format: int64 */
        rows_rejected: number;
        rejected_fraction: number | null;
        rejects: {
          [key: string]: number;
        };
        quality: {
          /** Format: int64 */
          ctr_above_1: number;
          /** Format: int64 */
          clicks_without_impression: number;
          /** Format: int64 */
          advertisers_without_rows: number;
        };
        /**
         * @description The logs that have events on other days and none on the date itself: its lists are made from older events. Null where that is not known, as nothing is published or an earlier version did.
         * @example []
         */
        without_events: ('product_views' | 'ads_views')[] | null;
      }[];
    };
    Evaluation: {
      /**
       * Format: date
       * @description First day of the window; null where nothing is evaluated and no day was asked for.
       * @example 2024-11-29
       */
      from: string | null;
      /**
       * Format: date
       * @description Last day of the window.
       * @example 2024-11-29
       */
      to: string | null;
      /** @description Over all days of the window, the largest click_share first. */
      models: {
        model: string;
        /** Format: int64 */
        days: number;
        click_share: {
          mean: number;
          low: number;
          high: number;
        } | null;
        hit_rate: {
          mean: number;
          low: number;
          high: number;
        } | null;
        precision_at_20: {
          mean: number;
          low: number;
          high: number;
        } | null;
        ndcg_at_20: {
          mean: number;
          low: number;
          high: number;
        } | null;
        lift: {
          mean: number;
          low: number;
          high: number;
        } | null;
      }[];
      /** @description Newest day first. */
      days: {
        /**
         * Format: date
         * @description The day whose clicks they are.
         * @example 2024-11-29
         */
        date: string;
        /**
         * Format: date
         * @description The date of the lists: the day before.
         * @example 2024-11-29
         */
        lists_date: string;
        /**
         * Format: int64
         * @description With a click on the day and a list of any model.
         */
        advertisers: number;
        models: {
          [key: string]: components['schemas']['EvaluatedModel'];
        };
      }[];
    };
    /** @description Means over advertisers with their 95 % intervals; a metric without data is omitted. */
    EvaluatedModel: {
      click_share?: {
        mean: number;
        low: number;
        high: number;
        /** Format: int64 */
        advertisers: number;
      };
      hit_rate?: {
        mean: number;
        low: number;
        high: number;
        /** Format: int64 */
        advertisers: number;
      };
      precision_at_20?: {
        mean: number;
        low: number;
        high: number;
        /** Format: int64 */
        advertisers: number;
      };
      ndcg_at_20?: {
        mean: number;
        low: number;
        high: number;
        /** Format: int64 */
        advertisers: number;
      };
      lift?: {
        mean: number;
        low: number;
        high: number;
        /** Format: int64 */
        advertisers: number;
      };
    };
    AdvertiserEvaluation: {
      /**
       * @description Opaque, compared byte for byte.
       * @example 0LPGCLF37F0AOU0239N8
       */
      advertiser: string;
      /**
       * Format: date
       * @description First day of the window; null where nothing is evaluated and no day was asked for.
       * @example 2024-11-29
       */
      from: string | null;
      /**
       * Format: date
       * @description Last day of the window.
       * @example 2024-11-29
       */
      to: string | null;
      /** @description All days together, the largest click_share first. */
      models: {
        model: string;
        /** Format: int64 */
        days: number;
        /** Format: int64 */
        clicks: number;
        /** Format: int64 */
        listed_clicks: number;
        click_share: number;
      }[];
      /** @description Each list, newest day first, then by model. */
      days: {
        /**
         * Format: date
         * @example 2024-11-29
         */
        date: string;
        /**
         * Format: date
         * @example 2024-11-29
         */
        lists_date: string;
        model: string;
        /**
         * Format: int64
         * @description In the list.
         */
        products: number;
        /**
         * Format: int64
         * @description Of all the advertiser's products on the day.
         */
        clicks: number;
        /** Format: int64 */
        impressions: number;
        /**
         * Format: int64
         * @description Clicks on products in the list.
         */
        listed_clicks: number;
        /** Format: int64 */
        listed_impressions: number;
        click_share: number;
        hit_rate: number;
        precision_at_20: number;
        ndcg_at_20: number;
        lift: number | null;
      }[];
    };
    Runs: {
      runs: components['schemas']['Run'][];
    };
    Run: {
      /**
       * Format: date
       * @example 2024-11-29
       */
      date: string;
      workflow_id: string;
      /** Format: uuid */
      run_id: string;
      /** @enum {string} */
      status: 'running' | 'published' | 'failed' | 'cancelled' | 'abandoned';
      /** @description Whether its lists are those that readers see. */
      is_published: boolean;
      /**
       * Format: date-time
       * @example 2024-11-29T23:00:07.412Z
       */
      started_at: string;
      /**
       * Format: date-time
       * @example 2024-11-29T23:00:07.412Z
       */
      finished_at: string | null;
      /**
       * Format: date-time
       * @example 2024-11-29T23:00:07.412Z
       */
      published_at: string | null;
      duration_seconds: number | null;
      steps: {
        step: string;
        /** @enum {string} */
        state: 'done' | 'running' | 'failed' | 'missing';
      }[];
      /** Format: int64 */
      rows_read: number | null;
      /**
       * Format: int64
       * @description Events of active advertisers up to the date; a row with counts is as many events as they say.
       */
      rows_kept: number | null;
      /** Format: int64 */
      rows_rejected: number | null;
      /** Format: int64 */
      rows_ignored: number | null;
      /** @description Rejected rows by reason. */
      rejects: {
        [key: string]: number;
      } | null;
      /** @description Rows whose type is ignored by the description of their log, by type; null before the publication, and where an earlier version published. */
      ignored: {
        [key: string]: number;
      } | null;
      /**
       * Format: int64
       * @description The number of objects of the lake that it read; null before the publication.
       */
      input_objects: number | null;
      /**
       * Format: int64
       * @description The bytes of these objects; null also where an earlier version published.
       */
      input_bytes: number | null;
      /**
       * Format: int64
       * @description Advertisers in the active list; null before the publication, and where an earlier version published.
       */
      active_advertisers: number | null;
      /** @description Whether the run was started to publish although the active list had lost advertisers; null where an earlier version began it. */
      accepts_lost_advertisers: boolean | null;
      /**
       * @description The logs that have events on other days and none on the date itself: its lists are made from older events. Null where that is not known, as nothing is published or an earlier version did.
       * @example []
       */
      without_events: ('product_views' | 'ads_views')[] | null;
      failure: {
        step: string | null;
        type: string;
        message: string;
      } | null;
      /**
       * Format: uri
       * @description The run in the Temporal Web UI; null when its address is not set.
       */
      temporal_url: string | null;
    };
    RunsOfDate: {
      /**
       * Format: date
       * @example 2024-11-29
       */
      date: string;
      runs: components['schemas']['RunWithInputs'][];
    };
    RunWithInputs: {
      /**
       * Format: date
       * @example 2024-11-29
       */
      date: string;
      workflow_id: string;
      /** Format: uuid */
      run_id: string;
      /** @enum {string} */
      status: 'running' | 'published' | 'failed' | 'cancelled' | 'abandoned';
      /** @description Whether its lists are those that readers see. */
      is_published: boolean;
      /**
       * Format: date-time
       * @example 2024-11-29T23:00:07.412Z
       */
      started_at: string;
      /**
       * Format: date-time
       * @example 2024-11-29T23:00:07.412Z
       */
      finished_at: string | null;
      /**
       * Format: date-time
       * @example 2024-11-29T23:00:07.412Z
       */
      published_at: string | null;
      duration_seconds: number | null;
      steps: {
        step: string;
        /** @enum {string} */
        state: 'done' | 'running' | 'failed' | 'missing';
      }[];
      /** Format: int64 */
      rows_read: number | null;
      /**
       * Format: int64
       * @description Events of active advertisers up to the date; a row with counts is as many events as they say.
       */
      rows_kept: number | null;
      /** Format: int64 */
      rows_rejected: number | null;
      /** Format: int64 */
      rows_ignored: number | null;
      /** @description Rejected rows by reason. */
      rejects: {
        [key: string]: number;
      } | null;
      /** @description Rows whose type is ignored by the description of their log, by type; null before the publication, and where an earlier version published. */
      ignored: {
        [key: string]: number;
      } | null;
      /**
       * Format: int64
       * @description The number of objects of the lake that it read; null before the publication.
       */
      input_objects: number | null;
      /**
       * Format: int64
       * @description The bytes of these objects; null also where an earlier version published.
       */
      input_bytes: number | null;
      /**
       * Format: int64
       * @description Advertisers in the active list; null before the publication, and where an earlier version published.
       */
      active_advertisers: number | null;
      /** @description Whether the run was started to publish although the active list had lost advertisers; null where an earlier version began it. */
      accepts_lost_advertisers: boolean | null;
      /**
       * @description The logs that have events on other days and none on the date itself: its lists are made from older events. Null where that is not known, as nothing is published or an earlier version did.
       * @example []
       */
      without_events: ('product_views' | 'ads_views')[] | null;
      failure: {
        step: string | null;
        type: string;
        message: string;
      } | null;
      /**
       * Format: uri
       * @description The run in the Temporal Web UI; null when its address is not set.
       */
      temporal_url: string | null;
      /** @description The first 25 objects at most; all of them are in `/runs/{date}/{run_id}/inputs`. */
      inputs: components['schemas']['Input'][] | null;
      /** @description The descriptions by which the objects were read, by their hashes; null before the publication, and where an earlier version published. */
      sources: {
        [key: string]: components['schemas']['Source'];
      } | null;
      quality: components['schemas']['Quality'];
    };
    /** @description An object of the lake that the run read. */
    Input: {
      key: string;
      etag: string;
      /** Format: int64 */
      size_bytes: number;
      /**
       * Format: date
       * @example 2024-11-29
       */
      first_day?: string | null;
      /**
       * Format: date
       * @example 2024-11-29
       */
      last_day?: string | null;
      /** @description The description by which it was read, a name in `sources`; absent where its log has none. */
      source?: string;
      /**
       * @description The version of the time zone data of the worker that counted it; absent where no day depends on it.
       * @example 2025c
       */
      zone_data?: string;
    };
    /** @description An entry of sources.json by which a run read objects, in words. */
    Source: {
      log: string;
      text: string;
    };
    Quality: {
      /** Format: int64 */
      ctr_above_1: number;
      /** Format: int64 */
      clicks_without_impression: number;
      /** Format: int64 */
      advertisers_without_rows: number;
    } | null;
    InputsOfRun: {
      /**
       * Format: date
       * @example 2024-11-29
       */
      date: string;
      /** Format: uuid */
      run_id: string;
      /** Format: int64 */
      input_objects: number;
      inputs: components['schemas']['Input'][];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getRecommendations: {
    parameters: {
      query?: {
        date?: string;
        limit?: number;
        /** @description Whether a list with fewer products is filled from the lists of other models, in the order of docs/models.md; each product then has its source_model. */
        fill?: 'true' | 'false';
      };
      header?: never;
      path: {
        /** @description Opaque, compared byte for byte. */
        advertiser: string;
        /** @description The ranking method. */
        model:
          'TopProducts' | 'TopCTR' | 'TopCTRSmoothed' | 'TopCTRLowerBound' | 'Trending' | 'TopConversions';
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Requests that may be sent in a minute. */
          'RateLimit-Limit'?: number;
          /** @description Requests left in this minute. */
          'RateLimit-Remaining'?: number;
          /** @description Seconds to the next minute. */
          'RateLimit-Reset'?: number;
          /** @description Changes with the bytes of the answer; strong. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "advertiser": "0LPGCLF37F0AOU0239N8",
           *       "model": "TopProducts",
           *       "date": "2024-11-29",
           *       "published_at": "2024-11-29T23:00:07.412Z",
           *       "workflow_id": "recommendations-2024-11-29T23:00:00Z",
           *       "run_id": "0193a3f1-6a52-7c8e-b0e0-6d1b4f0c2a55",
           *       "stale": false,
           *       "without_events": [],
           *       "recommendations": [
           *         {
           *           "rank": 1,
           *           "product_id": "ea4562",
           *           "views": 207
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['List'];
        };
      };
      /** @description What If-None-Match names is still the answer. */
      304: {
        headers: {
          /** @description Changes with the bytes of the answer; strong. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Bad request: a parameter or the body is not as described. */
      400: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid key: keys are required, and there is none or an unknown one. */
      401: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description How to send a key. */
          'WWW-Authenticate': 'Bearer';
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not allowed: the key is for other advertisers. */
      403: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Unknown advertiser: no published run has seen the advertiser active. */
      404: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Wrong method: the path exists with other methods. */
      405: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description The methods that the path has. */
          Allow: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too slow: the headers took over 10 s, or all of it over 15 s. */
      408: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: the limit of the key or the address is used up. */
      429: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Headers too large: the request line and the headers are over 16 KiB. */
      431: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Internal error: a fault of the service; the reason is in its log. */
      500: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No database: the lists cannot be read at the moment. */
      503: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  batchRecommendations: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['Batch'];
      };
    };
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Requests that may be sent in a minute. */
          'RateLimit-Limit'?: number;
          /** @description Requests left in this minute. */
          'RateLimit-Remaining'?: number;
          /** @description Seconds to the next minute. */
          'RateLimit-Reset'?: number;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "date": "2024-11-29",
           *       "published_at": "2024-11-29T23:00:07.412Z",
           *       "workflow_id": "recommendations-2024-11-29T23:00:00Z",
           *       "run_id": "0193a3f1-6a52-7c8e-b0e0-6d1b4f0c2a55",
           *       "stale": false,
           *       "without_events": [],
           *       "results": [
           *         {
           *           "advertiser": "0LPGCLF37F0AOU0239N8",
           *           "model": "TopProducts",
           *           "recommendations": [
           *             {
           *               "rank": 1,
           *               "product_id": "ea4562",
           *               "views": 207
           *             }
           *           ]
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['BatchAnswer'];
        };
      };
      /** @description Bad request: a parameter or the body is not as described. */
      400: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid key: keys are required, and there is none or an unknown one. */
      401: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description How to send a key. */
          'WWW-Authenticate': 'Bearer';
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not allowed: the key is for other advertisers. */
      403: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Wrong method: the path exists with other methods. */
      405: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description The methods that the path has. */
          Allow: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too slow: the headers took over 10 s, or all of it over 15 s. */
      408: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Body too large: the body is over 64 KiB. */
      413: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Wrong media type: the body is not application/json in UTF-8. */
      415: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: the limit of the key or the address is used up. */
      429: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Headers too large: the request line and the headers are over 16 KiB. */
      431: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Internal error: a fault of the service; the reason is in its log. */
      500: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No database: the lists cannot be read at the moment. */
      503: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getHistory: {
    parameters: {
      query?: {
        days?: number;
        /** @description Model names with commas between them; all models if absent. */
        models?: string;
      };
      header?: never;
      path: {
        /** @description Opaque, compared byte for byte. */
        advertiser: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Requests that may be sent in a minute. */
          'RateLimit-Limit'?: number;
          /** @description Requests left in this minute. */
          'RateLimit-Remaining'?: number;
          /** @description Seconds to the next minute. */
          'RateLimit-Reset'?: number;
          /** @description Changes with the bytes of the answer; strong. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "advertiser": "0LPGCLF37F0AOU0239N8",
           *       "history": {
           *         "top_products": [
           *           {
           *             "date": "2024-11-29",
           *             "rank": 1,
           *             "product_id": "ea4562",
           *             "views": 207,
           *             "previous_rank": 3,
           *             "rank_change": 2
           *           }
           *         ],
           *         "top_ctr": []
           *       }
           *     }
           */
          'application/json': components['schemas']['History'];
        };
      };
      /** @description What If-None-Match names is still the answer. */
      304: {
        headers: {
          /** @description Changes with the bytes of the answer; strong. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Bad request: a parameter or the body is not as described. */
      400: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid key: keys are required, and there is none or an unknown one. */
      401: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description How to send a key. */
          'WWW-Authenticate': 'Bearer';
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not allowed: the key is for other advertisers. */
      403: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Unknown advertiser: no published run has seen the advertiser active. */
      404: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Wrong method: the path exists with other methods. */
      405: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description The methods that the path has. */
          Allow: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too slow: the headers took over 10 s, or all of it over 15 s. */
      408: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: the limit of the key or the address is used up. */
      429: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Headers too large: the request line and the headers are over 16 KiB. */
      431: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Internal error: a fault of the service; the reason is in its log. */
      500: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No database: the lists cannot be read at the moment. */
      503: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getStats: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Requests that may be sent in a minute. */
          'RateLimit-Limit'?: number;
          /** @description Requests left in this minute. */
          'RateLimit-Remaining'?: number;
          /** @description Seconds to the next minute. */
          'RateLimit-Reset'?: number;
          /** @description Changes with the bytes of the answer; strong. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "date": "2024-11-29",
           *       "stale": false,
           *       "without_events": [],
           *       "dates": {
           *         "first": "2024-10-31",
           *         "last": "2024-11-29",
           *         "published": 30
           *       },
           *       "window": {
           *         "from": "2024-11-23",
           *         "to": "2024-11-29"
           *       },
           *       "advertiser_count": 20,
           *       "most_changed": {
           *         "TopProducts": [
           *           {
           *             "advertiser_id": "EETPLYL62X18NPUBFK4Z",
           *             "mean_change": 0.0952,
           *             "day_pairs": 6
           *           }
           *         ],
           *         "TopCTR": []
           *       },
           *       "agreement": [
           *         {
           *           "advertiser_id": "UM1BMWFTBZYKRWXGC6WN",
           *           "shared_products": 3,
           *           "jaccard": 0.0811
           *         }
           *       ],
           *       "totals": [
           *         {
           *           "date": "2024-11-29",
           *           "views": 3301,
           *           "impressions": 3270,
           *           "clicks": 31,
           *           "ctr": 0.00948,
           *           "conversions": 2,
           *           "conversion_rate": 0.0645
           *         }
           *       ],
           *       "runs": [
           *         {
           *           "date": "2024-11-29",
           *           "published_at": "2024-11-29T23:00:07.412Z",
           *           "rows_read": 200000,
           *           "rows_kept": 160000,
           *           "rows_rejected": 3,
           *           "rejected_fraction": 0.000015,
           *           "rejects": {
           *             "invalid_date": 3
           *           },
           *           "quality": {
           *             "ctr_above_1": 0,
           *             "clicks_without_impression": 2,
           *             "advertisers_without_rows": 0
           *           },
           *           "without_events": []
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['Statistics'];
        };
      };
      /** @description What If-None-Match names is still the answer. */
      304: {
        headers: {
          /** @description Changes with the bytes of the answer; strong. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Bad request: a parameter or the body is not as described. */
      400: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid key: keys are required, and there is none or an unknown one. */
      401: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description How to send a key. */
          'WWW-Authenticate': 'Bearer';
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not allowed: the key is for other advertisers. */
      403: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Wrong method: the path exists with other methods. */
      405: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description The methods that the path has. */
          Allow: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too slow: the headers took over 10 s, or all of it over 15 s. */
      408: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: the limit of the key or the address is used up. */
      429: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Headers too large: the request line and the headers are over 16 KiB. */
      431: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Internal error: a fault of the service; the reason is in its log. */
      500: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No database: the lists cannot be read at the moment. */
      503: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getEvaluation: {
    parameters: {
      query?: {
        /** @description First day; 29 days before the last one if absent. */
        from?: string;
        /** @description Last day; the newest evaluated one if absent. */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Requests that may be sent in a minute. */
          'RateLimit-Limit'?: number;
          /** @description Requests left in this minute. */
          'RateLimit-Remaining'?: number;
          /** @description Seconds to the next minute. */
          'RateLimit-Reset'?: number;
          /** @description Changes with the bytes of the answer; strong. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "from": "2024-10-31",
           *       "to": "2024-11-29",
           *       "models": [
           *         {
           *           "model": "TopCTRSmoothed",
           *           "days": 29,
           *           "click_share": {
           *             "mean": 0.31,
           *             "low": 0.29,
           *             "high": 0.33999999999999997
           *           },
           *           "hit_rate": {
           *             "mean": 0.85,
           *             "low": 0.83,
           *             "high": 0.88
           *           },
           *           "precision_at_20": {
           *             "mean": 0.12,
           *             "low": 0.09999999999999999,
           *             "high": 0.15
           *           },
           *           "ndcg_at_20": {
           *             "mean": 0.24,
           *             "low": 0.22,
           *             "high": 0.27
           *           },
           *           "lift": {
           *             "mean": 1.4,
           *             "low": 1.38,
           *             "high": 1.43
           *           }
           *         }
           *       ],
           *       "days": [
           *         {
           *           "date": "2024-11-29",
           *           "lists_date": "2024-11-28",
           *           "advertisers": 20,
           *           "models": {
           *             "TopCTRSmoothed": {
           *               "click_share": {
           *                 "mean": 0.31,
           *                 "low": 0.29,
           *                 "high": 0.33999999999999997,
           *                 "advertisers": 20
           *               }
           *             }
           *           }
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['Evaluation'];
        };
      };
      /** @description What If-None-Match names is still the answer. */
      304: {
        headers: {
          /** @description Changes with the bytes of the answer; strong. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Bad request: a parameter or the body is not as described. */
      400: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid key: keys are required, and there is none or an unknown one. */
      401: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description How to send a key. */
          'WWW-Authenticate': 'Bearer';
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not allowed: the key is for other advertisers. */
      403: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Wrong method: the path exists with other methods. */
      405: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description The methods that the path has. */
          Allow: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too slow: the headers took over 10 s, or all of it over 15 s. */
      408: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: the limit of the key or the address is used up. */
      429: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Headers too large: the request line and the headers are over 16 KiB. */
      431: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Internal error: a fault of the service; the reason is in its log. */
      500: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No database: the lists cannot be read at the moment. */
      503: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getAdvertiserEvaluation: {
    parameters: {
      query?: {
        /** @description First day; 29 days before the last one if absent. */
        from?: string;
        /** @description Last day; the newest evaluated one if absent. */
        to?: string;
      };
      header?: never;
      path: {
        /** @description Opaque, compared byte for byte. */
        advertiser: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Requests that may be sent in a minute. */
          'RateLimit-Limit'?: number;
          /** @description Requests left in this minute. */
          'RateLimit-Remaining'?: number;
          /** @description Seconds to the next minute. */
          'RateLimit-Reset'?: number;
          /** @description Changes with the bytes of the answer; strong. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "advertiser": "0LPGCLF37F0AOU0239N8",
           *       "from": "2024-10-31",
           *       "to": "2024-11-29",
           *       "models": [
           *         {
           *           "model": "TopProducts",
           *           "days": 1,
           *           "clicks": 9,
           *           "listed_clicks": 3,
           *           "click_share": 0.3333
           *         }
           *       ],
           *       "days": [
           *         {
           *           "date": "2024-11-29",
           *           "lists_date": "2024-11-28",
           *           "model": "TopProducts",
           *           "products": 20,
           *           "clicks": 9,
           *           "impressions": 900,
           *           "listed_clicks": 3,
           *           "listed_impressions": 240,
           *           "click_share": 0.3333,
           *           "hit_rate": 1,
           *           "precision_at_20": 0.15,
           *           "ndcg_at_20": 0.21,
           *           "lift": 1.25
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['AdvertiserEvaluation'];
        };
      };
      /** @description What If-None-Match names is still the answer. */
      304: {
        headers: {
          /** @description Changes with the bytes of the answer; strong. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Bad request: a parameter or the body is not as described. */
      400: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid key: keys are required, and there is none or an unknown one. */
      401: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description How to send a key. */
          'WWW-Authenticate': 'Bearer';
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not allowed: the key is for other advertisers. */
      403: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Unknown advertiser: no published run has seen the advertiser active. */
      404: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Wrong method: the path exists with other methods. */
      405: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description The methods that the path has. */
          Allow: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too slow: the headers took over 10 s, or all of it over 15 s. */
      408: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: the limit of the key or the address is used up. */
      429: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Headers too large: the request line and the headers are over 16 KiB. */
      431: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Internal error: a fault of the service; the reason is in its log. */
      500: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No database: the lists cannot be read at the moment. */
      503: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listRuns: {
    parameters: {
      query?: {
        from?: string;
        to?: string;
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Requests that may be sent in a minute. */
          'RateLimit-Limit'?: number;
          /** @description Requests left in this minute. */
          'RateLimit-Remaining'?: number;
          /** @description Seconds to the next minute. */
          'RateLimit-Reset'?: number;
          /** @description Changes with the bytes of the answer; strong. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "runs": [
           *         {
           *           "date": "2024-11-29",
           *           "workflow_id": "recommendations-2024-11-29T23:00:00Z",
           *           "run_id": "0193a3f1-6a52-7c8e-b0e0-6d1b4f0c2a55",
           *           "status": "published",
           *           "is_published": true,
           *           "started_at": "2024-11-29T23:00:00.212Z",
           *           "finished_at": "2024-11-29T23:00:07.412Z",
           *           "published_at": "2024-11-29T23:00:07.412Z",
           *           "duration_seconds": 7.2,
           *           "steps": [
           *             {
           *               "step": "filterLogs",
           *               "state": "done"
           *             }
           *           ],
           *           "rows_read": 200000,
           *           "rows_kept": 160000,
           *           "rows_rejected": 3,
           *           "rows_ignored": 1200,
           *           "rejects": {
           *             "invalid_date": 3
           *           },
           *           "ignored": {
           *             "add_to_cart": 1200
           *           },
           *           "input_objects": 1,
           *           "input_bytes": 4995000,
           *           "active_advertisers": 20,
           *           "accepts_lost_advertisers": false,
           *           "without_events": [],
           *           "failure": null,
           *           "temporal_url": null
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['Runs'];
        };
      };
      /** @description What If-None-Match names is still the answer. */
      304: {
        headers: {
          /** @description Changes with the bytes of the answer; strong. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Bad request: a parameter or the body is not as described. */
      400: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid key: keys are required, and there is none or an unknown one. */
      401: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description How to send a key. */
          'WWW-Authenticate': 'Bearer';
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not allowed: the key is for other advertisers. */
      403: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Wrong method: the path exists with other methods. */
      405: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description The methods that the path has. */
          Allow: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too slow: the headers took over 10 s, or all of it over 15 s. */
      408: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: the limit of the key or the address is used up. */
      429: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Headers too large: the request line and the headers are over 16 KiB. */
      431: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Internal error: a fault of the service; the reason is in its log. */
      500: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No database: the lists cannot be read at the moment. */
      503: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getRuns: {
    parameters: {
      query?: {
        limit?: number;
      };
      header?: never;
      path: {
        date: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Requests that may be sent in a minute. */
          'RateLimit-Limit'?: number;
          /** @description Requests left in this minute. */
          'RateLimit-Remaining'?: number;
          /** @description Seconds to the next minute. */
          'RateLimit-Reset'?: number;
          /** @description Changes with the bytes of the answer; strong. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "date": "2024-11-29",
           *       "runs": [
           *         {
           *           "date": "2024-11-29",
           *           "workflow_id": "recommendations-2024-11-29T23:00:00Z",
           *           "run_id": "0193a3f1-6a52-7c8e-b0e0-6d1b4f0c2a55",
           *           "status": "published",
           *           "is_published": true,
           *           "started_at": "2024-11-29T23:00:00.212Z",
           *           "finished_at": "2024-11-29T23:00:07.412Z",
           *           "published_at": "2024-11-29T23:00:07.412Z",
           *           "duration_seconds": 7.2,
           *           "steps": [
           *             {
           *               "step": "filterLogs",
           *               "state": "done"
           *             }
           *           ],
           *           "rows_read": 200000,
           *           "rows_kept": 160000,
           *           "rows_rejected": 3,
           *           "rows_ignored": 1200,
           *           "rejects": {
           *             "invalid_date": 3
           *           },
           *           "ignored": {
           *             "add_to_cart": 1200
           *           },
           *           "input_objects": 1,
           *           "input_bytes": 4995000,
           *           "active_advertisers": 20,
           *           "accepts_lost_advertisers": false,
           *           "without_events": [],
           *           "failure": null,
           *           "temporal_url": null,
           *           "inputs": [
           *             {
           *               "key": "input/events/dt=2024-11-29/part-1.jsonl",
           *               "etag": "5e2f",
           *               "size_bytes": 4995000,
           *               "first_day": "2024-11-01",
           *               "last_day": "2024-11-29",
           *               "source": "4b1f0a63c2d95e7788aa0c11f2e3d405",
           *               "zone_data": "2025c"
           *             }
           *           ],
           *           "sources": {
           *             "4b1f0a63c2d95e7788aa0c11f2e3d405": {
           *               "log": "ads_views",
           *               "text": "input/events/**: jsonl; advertiser_id from shop, product_id from item.id, type from event, date from ts (unix_millis); click is tap, ignored is add_to_cart; days of Europe/Madrid"
           *             }
           *           },
           *           "quality": {
           *             "ctr_above_1": 0,
           *             "clicks_without_impression": 2,
           *             "advertisers_without_rows": 0
           *           }
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['RunsOfDate'];
        };
      };
      /** @description What If-None-Match names is still the answer. */
      304: {
        headers: {
          /** @description Changes with the bytes of the answer; strong. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Bad request: a parameter or the body is not as described. */
      400: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid key: keys are required, and there is none or an unknown one. */
      401: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description How to send a key. */
          'WWW-Authenticate': 'Bearer';
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not allowed: the key is for other advertisers. */
      403: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No run: no run of that date is on record. */
      404: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Wrong method: the path exists with other methods. */
      405: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description The methods that the path has. */
          Allow: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too slow: the headers took over 10 s, or all of it over 15 s. */
      408: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: the limit of the key or the address is used up. */
      429: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Headers too large: the request line and the headers are over 16 KiB. */
      431: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Internal error: a fault of the service; the reason is in its log. */
      500: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No database: the lists cannot be read at the moment. */
      503: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getRunInputs: {
    parameters: {
      query?: {
        offset?: number;
        limit?: number;
      };
      header?: never;
      path: {
        date: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Requests that may be sent in a minute. */
          'RateLimit-Limit'?: number;
          /** @description Requests left in this minute. */
          'RateLimit-Remaining'?: number;
          /** @description Seconds to the next minute. */
          'RateLimit-Reset'?: number;
          /** @description Changes with the bytes of the answer; strong. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "date": "2024-11-29",
           *       "run_id": "0193a3f1-6a52-7c8e-b0e0-6d1b4f0c2a55",
           *       "input_objects": 1,
           *       "inputs": [
           *         {
           *           "key": "input/events/dt=2024-11-29/part-1.jsonl",
           *           "etag": "5e2f",
           *           "size_bytes": 4995000,
           *           "first_day": "2024-11-01",
           *           "last_day": "2024-11-29",
           *           "source": "4b1f0a63c2d95e7788aa0c11f2e3d405",
           *           "zone_data": "2025c"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['InputsOfRun'];
        };
      };
      /** @description What If-None-Match names is still the answer. */
      304: {
        headers: {
          /** @description Changes with the bytes of the answer; strong. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Bad request: a parameter or the body is not as described. */
      400: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid key: keys are required, and there is none or an unknown one. */
      401: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description How to send a key. */
          'WWW-Authenticate': 'Bearer';
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not allowed: the key is for other advertisers. */
      403: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No run: no run of that date is on record. */
      404: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Wrong method: the path exists with other methods. */
      405: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description The methods that the path has. */
          Allow: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too slow: the headers took over 10 s, or all of it over 15 s. */
      408: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: the limit of the key or the address is used up. */
      429: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Headers too large: the request line and the headers are over 16 KiB. */
      431: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Internal error: a fault of the service; the reason is in its log. */
      500: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No database: the lists cannot be read at the moment. */
      503: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getLive: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "live"
           *     }
           */
          'application/json': {
            /** @enum {string} */
            status: 'live';
          };
        };
      };
      /** @description Bad request: a parameter or the body is not as described. */
      400: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Wrong method: the path exists with other methods. */
      405: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description The methods that the path has. */
          Allow: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too slow: the headers took over 10 s, or all of it over 15 s. */
      408: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Headers too large: the request line and the headers are over 16 KiB. */
      431: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Internal error: a fault of the service; the reason is in its log. */
      500: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getReady: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ready"
           *     }
           */
          'application/json': {
            /** @enum {string} */
            status: 'ready';
          };
        };
      };
      /** @description Bad request: a parameter or the body is not as described. */
      400: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Wrong method: the path exists with other methods. */
      405: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description The methods that the path has. */
          Allow: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too slow: the headers took over 10 s, or all of it over 15 s. */
      408: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Headers too large: the request line and the headers are over 16 KiB. */
      431: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Internal error: a fault of the service; the reason is in its log. */
      500: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not ready: the database is unreachable, or not migrated. */
      503: {
        headers: {
          /** @description The request's id in the service's log: the one that was sent, or a new one. */
          'X-Request-Id': string;
          /** @description Seconds to wait before the next try. */
          'Retry-After': number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
}
