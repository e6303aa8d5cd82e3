import { faultInOptions, readConnectionUrl } from '../../db/connection-url';

const URL_OF = (query: string) => `postgres://u:p%40ss@db.example:5432/adtech${query}`;

it.each([
  ['a setting', '-c search_path=shop', [['search_path', 'shop']]],
  [
    'several, written in each way',
    '-c a=1 -cb=2 --work-mem=3MB',
    [
      ['a', '1'],
      ['b', '2'],
      ['work_mem', '3MB'],
    ],
  ],
  ['names whatever their case', '-c TimeZone=UTC', [['timezone', 'UTC']]],
  [
    'blanks and backslashes that a backslash escapes',
    String.raw`-c search_path=a,\ b\\c`,
    [['search_path', String.raw`a, b\c`]],
  ],
  [
    'values with an equals sign, and empty ones',
    '-c x.y=a=b  -c search_path=',
    [
      ['x.y', 'a=b'],
      ['search_path', ''],
    ],
  ],
  ['nothing', ' ', []],
])('takes %s out of the options of a URL', (_, options, settings) => {
  const url = URL_OF(`?sslmode=verify-full&options=${encodeURIComponent(options)}`);
  expect(readConnectionUrl(url)).toEqual({ url: URL_OF('?sslmode=verify-full'), settings });
});

it('takes the parameters that are settings as well, which count more than options', () => {
  expect(readConnectionUrl(URL_OF('?lock_timeout=5&options=-c%20lock_timeout%3D7'))).toEqual({
    url: URL_OF(''),
    settings: [
      ['lock_timeout', '7'],
      ['lock_timeout', '5'],
    ],
  });
});

it('leaves a URL without any as it is written', () => {
  for (const url of [
    URL_OF(''),
    URL_OF('?sslrootcert=/a b+c%20d'),
    'postgres:///adtech?host=/run/postgresql',
  ])
    expect(readConnectionUrl(url)).toEqual({ url, settings: [] });
});

it.each(['-e', '-c', '-c search_path', 'search_path=x', '-c 1a=x', '--'])(
  'refuses the options "%s", and does not show them',
  (options) => {
    const fault = faultInOptions(URL_OF(`?options=${encodeURIComponent(`-c secret=x ${options}`)}`));
    expect(fault).toBe('has options other than -c name=value (its value is not shown)');
  },
);
