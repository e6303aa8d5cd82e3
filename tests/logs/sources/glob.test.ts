import fc from 'fast-check';
import { createGlob } from '../../../logs/sources/glob';
import { holds, SEED } from '../../support/jest/property';

const matches = (glob: string, key: string) => createGlob(glob).matches(key);

it.each([
  ['input/visits/**', 'input/visits/a.csv'],
  ['input/visits/**', 'input/visits/dt=1/hour=2/a.csv'],
  ['input/**/*.parquet', 'input/x.parquet'],
  ['input/**/*.parquet', 'input/a/b/x.parquet'],
  ['input/impressions/**/*.parquet', 'input/impressions/x.parquet'],
  ['input/report-*.csv', 'input/report-.csv'],
  ['input/report-*.csv', 'input/report-2026-11-29.csv'],
  ['input/events/dt=*/**', 'input/events/dt=2026-11-29/part.gz'],
  ['input/*/**/*', 'input/a/b'],
  ['input/**/a/**/b', 'input/a/a/x/b'],
  ['input/a[1]{b,c}(d)?.csv', 'input/a[1]{b,c}(d)?.csv'],
  ['input/*', 'input/#a\n.csv'],
  ['input/a**b', 'input/axxb'],
  ['input//*', 'input//x'],
])('%s matches %s', (glob, key) => {
  expect(matches(glob, key)).toBe(true);
});

it.each([
  ['input/visits/**', 'input/visits'],
  ['input/visits/**', 'input/visits2/a.csv'],
  ['input/report-*.csv', 'input/report-a/b.csv'],
  ['input/report-*.csv', 'input/report-a.csv.gz'],
  ['input/report-*.csv', 'input/Report-a.csv'],
  ['input/*', 'input/a/b'],
  ['input/a**b', 'input/a/b'],
  ['input/x?.csv', 'input/xa.csv'],
  ['input/x[ab].csv', 'input/xa.csv'],
  ['input/events/dt=*/**', 'input/events/dt=2026-11-29'],
])('%s does not match %s', (glob, key) => {
  expect(matches(glob, key)).toBe(false);
});

it('takes no time that grows with the number of ways to match', () => {
  const glob = `input/${'**/a*/'.repeat(40)}end`;
  expect(matches(glob, `input/${'aaaa/'.repeat(200)}`)).toBe(false);
});

/** The meaning of a glob letter by letter, trying every way. */
function naive(glob: readonly string[], parts: readonly string[]): boolean {
  const [step, ...steps] = glob;
  const [part, ...rest] = parts;
  if (step === undefined) return part === undefined;
  if (step === '**') {
    if (steps.length === 0) return part !== undefined;
    return naive(steps, parts) || (part !== undefined && naive(glob, rest));
  }
  return part !== undefined && naiveSegment(step, part) && naive(steps, rest);
}

function naiveSegment(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern.startsWith('*')) {
    return naiveSegment(pattern.slice(1), text) || (text !== '' && naiveSegment(pattern, text.slice(1)));
  }
  return text !== '' && pattern.startsWith(text.slice(0, 1)) && naiveSegment(pattern.slice(1), text.slice(1));
}

describe(`as a naive matcher (seed ${SEED})`, () => {
  it('finds the same keys', () => {
    const glob = fc.array(fc.constantFrom('**', '*', 'a', 'b', '', 'a*', '*a*b', '***'), { maxLength: 6 });
    const key = fc.array(fc.constantFrom('a', 'b', '', 'ab', 'aab', 'ba'), { maxLength: 6 });
    holds(
      fc.property(glob, key, (segments, parts) => {
        const text = segments.join('/');
        const other = parts.join('/');
        expect(matches(text, other)).toBe(naive(text.split('/'), other.split('/')));
      }),
      3000,
    );
  });
});
