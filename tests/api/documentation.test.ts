import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ENDPOINTS } from '../../api/endpoints';
import { PROBLEMS } from '../../api/endpoints/problems';
import { getStats } from '../../api/endpoints/stats';

const read = (...names: string[]) => readFileSync(path.join(__dirname, '..', '..', ...names), 'utf8');
const API_PAGE = read('docs', 'api.md');

/** Every name of a field in an example, in whatever depth; not the keys of maps, which are data. */
function fieldsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'rejects' ? [name] : [name, ...fieldsOf(inner)],
  );
}

it.each(Object.values(PROBLEMS))('docs/api.md has the error $status $title', ({ status, title }) => {
  expect(API_PAGE).toMatch(new RegExp(`^\\| ${String(status)} +\\| \`${title}\` +\\| \\S`, 'm'));
});

it.each(ENDPOINTS)('docs/api.md has the route $method $path', ({ method, path: route }) => {
  expect(API_PAGE).toContain(`${method.toUpperCase()} ${route}`);
});

it.each(ENDPOINTS.filter(({ scope }) => scope !== 'anyone'))(
  'docs/api.md has every field of $id',
  ({ example }) => {
    const missing = fieldsOf(example).filter((field) => !new RegExp(`\\b${field}\\b`).test(API_PAGE));
    expect(missing).toEqual([]);
  },
);

it('README.md shows every field of the statistics', () => {
  const [, shown = ''] = /curl \S+\/stats\n(.+?)\n```/s.exec(read('README.md')) ?? [];
  for (const field of Object.keys(getStats.example)) expect(shown).toContain(`\n  "${field}":`);
});

// Fails when a field of the statistics is said to be there without what it means.
it('docs/api.md defines every figure of the statistics in a table', () => {
  const [, section = ''] = /\n## `GET \/stats`\n(.+?)\n## /s.exec(API_PAGE) ?? [];
  const names = fieldsOf({ ...getStats.example, most_changed: getStats.example.most_changed.TopProducts });
  // The row of the window explains its ends; the parts of the quality have separate rows.
  const elsewhere = ['from', 'to', 'quality', 'advertiser_id'];
  for (const name of names.filter((one) => !elsewhere.includes(one)))
    expect(section).toMatch(new RegExp(`^\\| \`(?:[a-z]+\\.)?${name}\` `, 'm'));
});
