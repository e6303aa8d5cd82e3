import { hintOn } from '../../../logs/sniff/header-hint';

describe('hintOn', () => {
  it.each([
    [['advertiser_id;product_id;date'], '"csv": {"delimiter":";"}'],
    [['advertiser_id\tproduct_id\tdate'], '"csv": {"delimiter":"\\t"}'],
    [['advertiser_id|product_id|date'], '"csv": {"delimiter":"|"}'],
    [['sep=;'], '"csv": {"delimiter":";"}'],
    [['sep=', ''], '"csv": {"delimiter":","}'],
    [['#Version: 1.0'], '"csv": {"delimiter":"\\t"}'],
    [['#Fields: date time advertiser item'], '"csv": {"delimiter":"\\t"}'],
    [['A1', 'p9', 'click', '2026-11-20'], '"csv": {"header":["column_1","column_2","type","date"]}'],
    [['A1', 'p9', '1795600000'], '"csv": {"header":["column_1","column_2","date"]}'],
    [
      ['Campaign', 'Item', 'Event', 'Time'],
      '"columns": {"advertiser_id":"Campaign","product_id":"Item","type":"Event","date":"Time"}',
    ],
  ])('says how to describe a file that begins with %j', (cells, described) => {
    const hint = hintOn(cells);
    expect(hint).toContain(described);
    expect(hint).toContain('npx adtech data describe');
  });

  it('says nothing about names that mean no field', () => {
    expect(hintOn(['x', 'y'])).toBe('');
  });
});
