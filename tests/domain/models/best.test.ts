import fc from 'fast-check';
import { best } from '../../../domain/models/best';
import { LIST_LENGTH } from '../../../domain/models/model';
import { holds, SEED } from '../../support/property';

// Fails when an item is lost at the edge of the list, kept beyond it, or put behind a worse one.
test(`gives the first of all items sorted; seed ${String(SEED)}`, () => {
  holds(
    fc.property(fc.uniqueArray(fc.nat(200), { maxLength: 3 * LIST_LENGTH }), (items) => {
      const descending = (a: number, b: number) => b - a;
      expect(best(items, descending)).toEqual([...items].sort(descending).slice(0, LIST_LENGTH));
    }),
  );
});
