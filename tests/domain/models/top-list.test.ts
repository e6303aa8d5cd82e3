import fc from 'fast-check';
import { LIST_LENGTH } from '../../../domain/models/model';
import { TopList } from '../../../domain/models/top-list';
import { holds, SEED } from '../../support/jest/property';

function filled(list: TopList, scores: readonly number[], tieBreak?: readonly number[]): [number, number][] {
  const ties = tieBreak && Int32Array.from(tieBreak);
  list.fill(Float64Array.from(scores), scores.length, ties, (place, other) => other - place);
  return Array.from({ length: list.length }, (_, i) => [list.ordinalAt(i), list.scoreAt(i)]);
}

// Fails when a product is lost at the edge of the list, kept beyond it, put behind a worse one, or left from the list before.
test(`gives the first of all products sorted, one list after the other; seed ${String(SEED)}`, () => {
  const list = new TopList();
  const score = fc.oneof({ weight: 8, arbitrary: fc.nat(9) }, { weight: 1, arbitrary: fc.constant(NaN) });
  const product = fc.tuple(score, fc.nat(2));
  holds(
    fc.property(fc.array(product, { maxLength: 3 * LIST_LENGTH }), fc.boolean(), (products, hasTieBreak) => {
      const scores = products.map(([one]) => one);
      const ties = products.map(([, tie]) => (hasTieBreak ? tie : 0));
      const sorted = scores
        .map((one, place): [number, number] => [place, one])
        .filter(([, one]) => !Number.isNaN(one))
        .sort(([a, scoreA], [b, scoreB]) => scoreB - scoreA || ties[b]! - ties[a]! || b - a)
        .slice(0, LIST_LENGTH);
      expect(filled(list, scores, hasTieBreak ? ties : undefined)).toEqual(sorted);
    }),
  );
});

test('reads only as many scores as it is told to, and none left from a longer list before', () => {
  const list = new TopList();
  list.fill(Float64Array.of(1, 2, 9), 2, undefined, () => 0);
  expect([list.length, list.ordinalAt(0), list.ordinalAt(1)]).toEqual([2, 1, 0]);
});
