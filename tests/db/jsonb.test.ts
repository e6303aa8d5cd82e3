import { toJsonb } from '../../db/jsonb';

it('replaces what no text of Postgres holds, in names and values', () => {
  const replaced = JSON.parse(toJsonb({ 'a\u0000\u0000': ['\ud800x', 'y\udfff'] })) as unknown;
  expect(replaced).toEqual({ 'a\ufffd\ufffd': ['\ufffdx', 'y\ufffd'] });
});

it('leaves everything else as it is', () => {
  const value = { '\\u0000': '\\\\ud800', text: '\u0001"\\ 😀 \u2028', list: [1, null, { x: 'd800' }] };
  expect(JSON.parse(toJsonb(value))).toEqual(value);
  expect(JSON.parse(toJsonb(['\\\u0000', '\\\\\u0000']))).toEqual(['\\\ufffd', '\\\\\ufffd']);
});
