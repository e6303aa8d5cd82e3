import { addIgnored, sumIgnored } from '../../domain/ignored-counts';

it('adds up ignored rows by type, types that only one has too', () => {
  const sums = addIgnored([{ cart: 2, search: 1 }, {}, { '': 5, cart: 3 }]);
  expect(Object.entries(sums)).toEqual([
    ['', 5],
    ['cart', 5],
    ['search', 1],
  ]);
  expect(sumIgnored(sums)).toBe(11);
  expect([addIgnored([]), sumIgnored({})]).toEqual([{}, 0]);
});

it('takes the name of a member of objects for a type', () => {
  const counts = JSON.parse('{ "__proto__": 2, "constructor": 1 }') as Record<string, number>;
  expect(JSON.stringify(addIgnored([counts, counts]))).toBe('{"__proto__":4,"constructor":2}');
});
