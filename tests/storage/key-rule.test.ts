import fc from 'fast-check';
import {
  faultInBucketKey,
  faultInKey,
  assertBucketKey,
  assertKey,
  assertPrefix,
  shownKey,
} from '../../storage/key-rule';
import { LakeRefusedError } from '../../storage/lake';
import { holds } from '../support/jest/property';

describe('a key that every lake keeps as it is', () => {
  it.each([
    'a',
    'input/ads_views.csv',
    'a b/c d.csv',
    'dt=2024-11-29/hour=05/part 0+1 (copy)&%41é#?.csv',
    '...',
    '.hidden/..csv',
    '日本語/😀.csv',
    `${'x'.repeat(255)}/${'é'.repeat(127)}`,
    `${'x'.repeat(204)}/`.repeat(4) + 'x'.repeat(204),
  ])('is number %#', (key) => {
    expect(faultInKey(key)).toBeUndefined();
    expect(() => {
      assertKey(key);
    }).not.toThrow();
  });

  it.each([
    ['', 'is empty'],
    ['a//b', 'has `//`'],
    ['a///b', 'has `//`'],
    ['/a', 'begins with `/`'],
    ['a/', 'ends in `/`'],
    ['/', 'ends in `/`'],
    ['.', 'lies outside the lake'],
    ['..', 'lies outside the lake'],
    ['./a', 'lies outside the lake'],
    ['a/./b', 'lies outside the lake'],
    ['a/../b', 'lies outside the lake'],
    ['a\0b', 'control character'],
    ['a\nb', 'control character'],
    ['a\x7fb', 'control character'],
    ['a\x9bb', 'control character'],
    ['a\ud800b', 'half of a character'],
    ['x'.repeat(256), '256 bytes'],
    ['é'.repeat(128), '256 bytes'],
    [`a/${'x'.repeat(256)}/b`, '256 bytes'],
    ['ab/'.repeat(341) + 'xx', '1025 bytes'],
    ['a/.b.adtech-part', 'unfinished writes'],
  ])('is none of these, and the error names it: %#', (key, fault) => {
    expect(faultInKey(key)).toContain(fault);
    const refusal = failureOf(() => {
      assertKey(key);
    });
    expect(refusal).toBeInstanceOf(LakeRefusedError);
    expect(refusal.message).toContain(fault);
    expect(refusal.message).toContain(key === '' ? 'the key: ' : `${shownKey(key)}: `);
    expect(refusal.message).toMatch(/use another key$/);
  });

  // Break: any clause of the rule.
  it('is what a path of a folder is, whatever the text', () => {
    holds(
      fc.property(
        fc.array(fc.constantFrom('a', '/', '.', 'é', ' ', '\\', ':'), { maxLength: 12 }),
        (signs) => {
          const key = signs.join('');
          const segments = key.split('/');
          const isPath = segments.every((one) => one !== '' && one !== '.' && one !== '..');
          expect(faultInKey(key) === undefined).toBe(isPath);
        },
      ),
    );
  });
});

describe('a key that only a bucket keeps', () => {
  it.each(['a//b', '/a', `a/${'x'.repeat(300)}`, 'x.adtech-part'])('is read there: %#', (key) => {
    expect(faultInKey(key)).toBeDefined();
    expect(faultInBucketKey(key)).toBeUndefined();
  });

  it('has room for the prefix of the lake', () => {
    const key = 'x'.repeat(1_000);
    expect(faultInBucketKey(key, 'p'.repeat(24))).toBeUndefined();
    expect(faultInBucketKey(key, 'p'.repeat(25))).toContain('1025 bytes');
    expect(() => {
      assertBucketKey(key, 'p'.repeat(25));
    }).toThrow(LakeRefusedError);
  });
});

it.each(['', '/', 'a//', 'input/', 'x'.repeat(2_000)])('keys may be listed by a prefix: %#', (prefix) => {
  expect(() => {
    assertPrefix(prefix);
  }).not.toThrow();
});

it.each(['..', '../a', 'a/./', 'a\n'])('keys cannot be listed by a prefix: %#', (prefix) => {
  expect(() => {
    assertPrefix(prefix);
  }).toThrow(LakeRefusedError);
});

it('a key is shown without characters that act on a terminal', () => {
  expect(shownKey('a\x1b[31m\u009bé😀\ud800.csv')).toBe('a\\u{1b}[31m\\u{9b}é😀\\u{d800}.csv');
});

function failureOf(work: () => void): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected a failure');
}
