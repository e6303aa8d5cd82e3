import fc from 'fast-check';
import { addRejects, LISTED_REJECTS, RejectList } from '../../logs/rejects';
import { REJECT_REASONS } from '../../domain/record-validation';
import { latin1 } from '../support/logs/chunks';
import { holds, SEED } from '../support/jest/property';

/** The text that is kept of a row. */
function textOf(bytes: Uint8Array): string {
  const list = new RejectList();
  list.add(1, 'empty_id', bytes);
  return list.report().listed[0]!.text;
}

describe('a list of rejects', () => {
  it('counts by reason, with the first line of each', () => {
    const list = new RejectList();
    expect(list.report()).toEqual({ rejected: 0, rejects: {}, firstLines: {}, listed: [] });
    list.add(3, 'empty_id', latin1('a'));
    list.add(4, 'invalid_date', latin1('b'));
    list.add(9, 'empty_id', latin1('c'));
    expect(list.count).toBe(3);
    expect(list.report()).toEqual({
      rejected: 3,
      rejects: { empty_id: 2, invalid_date: 1 },
      firstLines: { empty_id: 3, invalid_date: 4 },
      listed: [
        { line: 3, reason: 'empty_id', text: 'a' },
        { line: 4, reason: 'invalid_date', text: 'b' },
        { line: 9, reason: 'empty_id', text: 'c' },
      ],
    });
  });

  // Fails when the list grows with the log.
  it('keeps the first 1,000 rows, and counts them all', () => {
    const list = new RejectList();
    for (let line = 1; line <= 2_500; line++) list.add(line, 'wrong_field_count', latin1('x'));
    const { rejected, rejects, listed } = list.report();
    expect({ rejected, rejects }).toEqual({ rejected: 2_500, rejects: { wrong_field_count: 2_500 } });
    expect(LISTED_REJECTS).toBe(1_000);
    expect(listed.map(({ line }) => line)).toEqual(Array.from({ length: 1_000 }, (_, i) => i + 1));
  });
});

describe('the text of a reject', () => {
  it.each([
    ['printable ASCII as it is', ' A,"p"~', ' A,"p"~'],
    ['a backslash as two', 'a\\b', 'a\\\\b'],
    ['other bytes by their hexadecimal digits', '\0\n\x1f\x7f\x80\xff', '\\x00\\x0a\\x1f\\x7f\\x80\\xff'],
    ['500 bytes whole', 'x'.repeat(500), 'x'.repeat(500)],
    ['of 501 bytes the first 500', 'x'.repeat(501), `${'x'.repeat(500)}…`],
    ['nothing for nothing', '', ''],
  ])('is %s', (_, bytes, text) => {
    expect(textOf(latin1(bytes))).toBe(text);
  });

  it(`gives each byte back; seed ${String(SEED)}`, () => {
    holds(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        const text = textOf(bytes);
        expect(text).toMatch(/^[\x20-\x7e]*$/);
        const unescaped = text.replace(/\\(\\|x([0-9a-f]{2}))/g, (_, mark: string, hex: string) =>
          mark === '\\' ? '\\' : String.fromCharCode(parseInt(hex, 16)),
        );
        expect(latin1(unescaped)).toEqual(Buffer.from(bytes));
      }),
    );
  });
});

describe('sums of rejects', () => {
  it('hold the reasons that occurred, in their fixed order', () => {
    const total = addRejects([{ invalid_date: 1 }, {}, { empty_id: 2, invalid_date: 3 }]);
    expect(total).toEqual({ empty_id: 2, invalid_date: 4 });
    expect(Object.keys(total)).toEqual(['empty_id', 'invalid_date']);
    expect(addRejects([])).toEqual({});
  });

  it('know every reason', () => {
    const one = Object.fromEntries(REJECT_REASONS.map((reason, i) => [reason, i + 1]));
    expect(addRejects([one, one])).toEqual(
      Object.fromEntries(REJECT_REASONS.map((reason, i) => [reason, 2 * (i + 1)])),
    );
  });
});
