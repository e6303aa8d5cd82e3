import { describeHint } from '../../../logs/sniff/describe-hint';

describe('describeHint', () => {
  it.each([
    ['A,p,click,2026-11-20T10:00:00Z', '"format":"timestamp"'],
    ['A,p,click,2026-11-20 10:00:00', '"format":"timestamp"'],
    ['A,p,click,1795600000', '"format":"unix_seconds"'],
    ['A,p,click,1795600000123', '"format":"unix_millis"'],
    ['A,p,click,20261120', '"format":"YYYYMMDD"'],
    ['A,p,click,14102100', '"format":"YYMMDDHH"'],
    ['A,p,click,2026/11/20', '"format":"YYYY/MM/DD"'],
    ['A,p,click,25/04/2023', '"format":"DD/MM/YYYY"'],
    ['A,p,click,25/4/2023', '"format":"DD/MM/YYYY"'],
    ['A,p,click,04/25/2023', '"format":"MM/DD/YYYY"'],
    ['A,p,click,2026-1-5', '"format":"YYYY-MM-DD"'],
    ['A,p,click,11/27/2017 9:30', '"format":"MM/DD/YYYY HH:mm"'],
    ['A,p,click,2026/11/20 09:30:15', '"format":"YYYY/MM/DD HH:mm:ss"'],
    ['A,p,click,20261120093015', '"format":"YYYYMMDDHHmmss"'],
    ['{"advertiser_id":"A","product_id":"p","type":"click","date":"25/04/2023"}', '"format":"DD/MM/YYYY"'],
  ])('names the format that reads the day of %s', (text, format) => {
    const hint = describeHint('invalid_date', [text]);
    expect(hint).toContain(format);
    expect(hint).toContain('npx adtech data describe');
  });

  it('leaves day first and month first open until a value decides', () => {
    expect(describeHint('invalid_date', ['A,p,click,03/04/2023'])).toContain('DD/MM/YYYY or MM/DD/YYYY');
    expect(describeHint('invalid_date', ['A,p,click,03/04/2023', 'A,p,click,03/14/2023'])).toContain(
      'looks like MM/DD/YYYY',
    );
  });

  it.each([
    ['A,p,Click,2026-11-20', '{"click":["Click"]}'],
    ['A,p,IMPRESSION,2026-11-20', '{"impression":["IMPRESSION"]}'],
    ['A,p,purchase,2026-11-20', '{"conversion":["purchase"]}'],
    ['A,p,add_to_cart,2026-11-20', '{"ignored":["add_to_cart"]}'],
  ])('names the type that the value of %s means', (text, types) => {
    expect(describeHint('unknown_type', [text])).toContain(`"types": ${types}`);
  });

  it('says nothing about values of no known form', () => {
    expect(describeHint('invalid_date', ['A,p,click,yesterday'])).toBeUndefined();
    expect(describeHint('invalid_date', ['A,20261120,click,2026-02-30'])).toBeUndefined();
    expect(describeHint('unknown_type', ['A,p,xyzzy,2026-11-20'])).toBeUndefined();
    expect(describeHint('empty_id', [',p,click,2026-11-20'])).toBeUndefined();
  });
});
