import { topCtr } from '../../../domain/models/top-ctr';
import { trending } from '../../../domain/models/trending';
import { topProducts } from '../../../domain/models/top-products';
import { LoggedEvents } from '../../../research/backtest/logged-events';
import type { LoggedAdvertiser } from '../../../research/backtest/logged-events';
import { backtestAdvertiser } from '../../../research/backtest/backtest';
import { summarizeBacktest } from '../../../research/backtest/summarize-backtest';

const DAYS = ['2024-12-01', '2024-12-02', '2024-12-03'];

/** Per product and day its views, impressions and clicks. */
type Told = Record<string, readonly (readonly [views: number, impressions: number, clicks: number])[]>;

function advertiserOf(told: Told, truth?: Record<string, number>): LoggedAdvertiser {
  const events = new LoggedEvents();
  for (const [productId, days] of Object.entries(told)) {
    for (const [i, counts] of days.entries()) {
      const [views, impressions, clicks] = counts;
      const row = { advertiserId: 'A', productId, day: DAYS[i]! };
      events.add('product_views', { ...row, counts: [views] });
      events.add('ads_views', { ...row, counts: [impressions, clicks, 0] });
    }
  }
  const [advertiser] = events.advertisers();
  return truth === undefined ? advertiser! : { ...advertiser!, truth: new Map(Object.entries(truth)) };
}

/** x has the best ctr at first, y on the second day, z on the third; z is never clicked before. */
const TOLD: Told = {
  x: [
    [1, 10, 2],
    [0, 10, 1],
    [0, 20, 1],
  ],
  y: [
    [5, 10, 0],
    [0, 10, 4],
    [0, 20, 3],
  ],
  z: [
    [0, 10, 0],
    [0, 20, 0],
    [0, 10, 5],
  ],
};

describe('a backtest by the log', () => {
  const backtested = () => backtestAdvertiser(advertiserOf(TOLD), [topCtr, topProducts], DAYS, 7);
  const of = (model: string, date: string) =>
    backtested().find((list) => list.model === model && list.date === date)!;

  it('ranks by what was known the day before', () => {
    expect(backtested().map(({ date, model, length }) => [date, model, length])).toEqual([
      ['2024-12-02', 'TopCTR', 1],
      ['2024-12-02', 'TopProducts', 2],
      ['2024-12-03', 'TopCTR', 2],
      ['2024-12-03', 'TopProducts', 2],
    ]);
  });

  it('expects of a list what its products brought on the date, for all impressions of the date', () => {
    // 2 December: 40 impressions, 5 clicks. x: 1 of 10; x and y: 5 of 20.
    expect(of('TopCTR', '2024-12-02')).toMatchObject({ impressions: 40, clicks: 4, evenClicks: 5 });
    expect(of('TopProducts', '2024-12-02')).toMatchObject({ impressions: 40, clicks: 10, evenClicks: 5 });
    // 3 December: 50 impressions, 9 clicks. x and y: 4 of 40.
    expect(of('TopCTR', '2024-12-03')).toMatchObject({ impressions: 50, clicks: 5, evenClicks: 9 });
  });

  it("measures regret by TopCTR's list of all other days, later ones too", () => {
    // All but 2 December: x, y and z were clicked; all but 3 December: x and y.
    expect(of('TopCTR', '2024-12-02').bestClicks).toBe(5);
    expect(of('TopCTR', '2024-12-03').bestClicks).toBe(5);
  });

  it('measures overlap by the days after the list', () => {
    // Three products for three places: a list takes its length.
    expect(of('TopCTR', '2024-12-02').overlap).toBeCloseTo(1 / 3, 12);
    expect(of('TopProducts', '2024-12-02').overlap).toBeCloseTo(2 / 3, 12);
    expect(of('TopProducts', '2024-12-02').chanceOverlap).toBeCloseTo(2 / 3, 12);
  });

  it('has the figures of the list by the clicks of the date, none where there are none', () => {
    // x had 1 of the 5 clicks and 10 of the 40 impressions of the date.
    expect(of('TopCTR', '2024-12-02').figures).toMatchObject({ click_share: 0.2, hit_rate: 1, lift: 0.8 });
    const unclicked = advertiserOf({ x: [[0, 5, 1], [0, 5, 0]] }); // prettier-ignore
    const [only] = backtestAdvertiser(unclicked, [topCtr], DAYS.slice(0, 2), 7);
    expect(only).toMatchObject({ clicks: 0, figures: null });
  });

  it('takes the list of the day before, also where days have no events', () => {
    const events = new LoggedEvents();
    for (const day of ['0001-01-01', '2024-12-03', '2024-12-03', '2024-12-04']) {
      events.add('product_views', { advertiserId: 'A', productId: 'x', day, counts: [1] });
    }
    const given: (number | undefined)[] = [];
    const model = {
      ...trending,
      score: (...[products, scores]: Parameters<typeof trending.score>) => {
        given.push(products.features['recent_views']?.[0]);
        trending.score(products, scores);
      },
    };
    const days = ['0001-01-01', '2024-12-03', '2024-12-04'];
    const backtested = backtestAdvertiser(events.advertisers()[0]!, [model], days, 7);
    // On 2 December hardly anything is left of a view of the year 1, on the 3rd two views are new.
    expect(given).toEqual([0, 2]);
    expect(backtested.map(({ date, length }) => [date, length])).toEqual([
      ['2024-12-03', 0],
      ['2024-12-04', 1],
    ]);
  });

  it('counts the date itself among the days after the list', () => {
    // p0 is on the list; of 21 products it alone is not clicked on the date, and the 20 others are the best.
    const others = Array.from({ length: 20 }, (_, i) => [`p${i + 1}`, [[0, 1, 0], [0, 1, 1]]]); // prettier-ignore
    const told = { p0: [[0, 1, 1], [0, 1, 0]], ...(Object.fromEntries(others) as Told) } as const; // prettier-ignore
    const [only] = backtestAdvertiser(advertiserOf(told), [topCtr], DAYS.slice(0, 2), 7);
    expect(only).toMatchObject({ length: 1, overlap: 0, chanceOverlap: 1 / 21 });
  });

  it('expects of no list, or of one that was not shown, what showing everything brings', () => {
    const silent = advertiserOf({ x: [[0, 5, 0], [0, 10, 3]], y: [[1, 0, 0]] }); // prettier-ignore
    const [noList, notShown] = backtestAdvertiser(silent, [topCtr, topProducts], DAYS.slice(0, 2), 7);
    expect(noList).toMatchObject({ length: 0, clicks: 3, evenClicks: 3 });
    expect(notShown).toMatchObject({ length: 1, clicks: 3, evenClicks: 3 });
  });

  it('gives models of recent views what is left of them', () => {
    const events = { old: [[12, 9, 0]], newer: [[0, 9, 0], [7, 9, 0]] } as const; // prettier-ignore
    const given: number[][] = [];
    const model = {
      ...trending,
      score: (...[products, scores]: Parameters<typeof trending.score>) => {
        given.push([...products.features['recent_views']!]);
        trending.score(products, scores);
      },
    };
    backtestAdvertiser(advertiserOf(events), [model], DAYS, 1);
    expect(given).toEqual([
      [12, 0],
      [6, 7],
    ]);
  });

  it('gives models the products of which anything is known, whatever it is, and no others', () => {
    const events = { seen: [[1, 0, 0]], shown: [[0, 1, 0]], clicked: [[0, 0, 1]], later: [[0, 0, 0], [9, 9, 9]] } as const; // prettier-ignore
    const given: (number | undefined)[][][] = [];
    const model = {
      ...topProducts,
      score: (...[products, scores]: Parameters<typeof topProducts.score>) => {
        const { views, impressions, clicks } = products;
        given.push(Array.from(views, (viewed, i) => [viewed, impressions[i], clicks[i]]));
        topProducts.score(products, scores);
      },
    };
    backtestAdvertiser(advertiserOf(events), [model], DAYS, 7);
    const [seen, shown, clicked, later] = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [9, 9, 9]]; // prettier-ignore
    expect(given).toEqual([
      [seen, shown, clicked],
      [seen, shown, clicked, later],
    ]);
  });

  it('has nothing to say of a date without impressions', () => {
    const quiet = advertiserOf({ x: [[0, 5, 1], [0, 0, 0], [0, 10, 1]] }); // prettier-ignore
    const summaries = summarizeBacktest(backtestAdvertiser(quiet, [topCtr], DAYS, 7));
    expect(summaries[0]!.dates.map(({ date }) => date)).toEqual(['2024-12-03']);
  });
});

describe('a backtest by the truth', () => {
  it('expects what the click probabilities say, whatever was clicked', () => {
    const truth = { x: 0.1, y: 0.3, z: 0.5 };
    const [first] = backtestAdvertiser(advertiserOf(TOLD, truth), [topCtr], DAYS, 7);
    expect(first).toMatchObject({
      clicks: expect.closeTo(4, 9) as number,
      evenClicks: expect.closeTo(12, 9) as number,
      bestClicks: expect.closeTo(12, 9) as number,
      overlap: 1 / 3,
      chanceOverlap: 1 / 3,
    });
  });

  it('expects of no list what all products bring on the mean', () => {
    const silent = advertiserOf({ x: [[1, 5, 0], [0, 10, 3]], y: [[1, 5, 0]] }, { x: 0.1, y: 0.3 }); // prettier-ignore
    const [noList] = backtestAdvertiser(silent, [topCtr], DAYS.slice(0, 2), 7);
    expect(noList).toMatchObject({ length: 0, clicks: expect.closeTo(2, 9) as number });
  });

  it('fails where a listed product has none', () => {
    expect(() => backtestAdvertiser(advertiserOf(TOLD, { y: 0.1 }), [topCtr], DAYS, 7)).toThrow(
      new RangeError('the truth has no click probability of product "x" of "A"'),
    );
  });
});

describe('the summary of a backtest', () => {
  it('adds up advertisers by date, and tells how dates differ', () => {
    const list = {
      model: 'TopCTR',
      length: 20,
      evenClicks: 1,
      bestClicks: 5,
      chanceOverlap: 0.25,
      figures: null,
    };
    const none = { impressions: 100, clicks: 0, evenClicks: 0, bestClicks: 0, overlap: 0 };
    const days = ['2024-12-06', '2024-12-04', '2024-12-05'].map((date) => ({
      ...list,
      ...none,
      date,
      advertiserId: 'A',
    }));
    expect(summarizeBacktest(days)[0]!.dates.map(({ date }) => date)).toEqual([
      '2024-12-04',
      '2024-12-05',
      '2024-12-06',
    ]);
    const [only] = summarizeBacktest([
      { ...list, advertiserId: 'A', date: '2024-12-03', impressions: 100, clicks: 1, length: 10, overlap: 1 },
      { ...list, advertiserId: 'A', date: '2024-12-02', impressions: 100, clicks: 2, overlap: 0.2 },
      { ...list, advertiserId: 'B', date: '2024-12-02', impressions: 300, clicks: 4, overlap: 0.4 },
    ]);
    expect(only).toMatchObject({
      model: 'TopCTR',
      length: expect.closeTo(50 / 3, 9) as number,
      dates: [
        { date: '2024-12-02', clicks: 15, gain: 10, regret: 10, overlap: expect.closeTo(0.3, 9) as number },
        { date: '2024-12-03', clicks: 10, gain: 0, regret: 40, overlap: 1 },
      ],
      clicks: { mean: 12.5, min: 10, max: 15, se: 2.5 },
      gain: { mean: 5, max: 10 },
      regret: { mean: 25, se: 15 },
      overlap: { mean: expect.closeTo(0.65, 9) as number, max: 1 },
      chanceOverlap: 0.25,
    });
  });

  it('has each figure as the mean of the dates, of advertisers that it is known of', () => {
    const list = { model: 'TopCTR', length: 1, impressions: 1, clicks: 0, evenClicks: 0, bestClicks: 0 };
    const more = { overlap: 0, chanceOverlap: 0 };
    const figures = { click_share: 0, hit_rate: 0, precision_at_20: 0, ndcg_at_20: 0, lift: null };
    const [only] = summarizeBacktest([
      { ...list, ...more, advertiserId: 'A', date: '2024-12-02', figures: { ...figures, click_share: 0.2 } },
      { ...list, ...more, advertiserId: 'B', date: '2024-12-02', figures: { ...figures, click_share: 0.4 } },
      { ...list, ...more, advertiserId: 'A', date: '2024-12-03', figures: null },
      { ...list, ...more, advertiserId: 'B', date: '2024-12-03', figures: { ...figures, click_share: 0.5 } },
    ]);
    expect(only!.figures).toMatchObject({
      click_share: { mean: expect.closeTo(0.4, 9) as number, max: 0.5 },
      hit_rate: { mean: 0 },
      lift: null,
    });
  });
});
