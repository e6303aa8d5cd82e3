import { allocateHere, allocateShared, zeros } from '../../domain/allocate';

it('gives memory of this thread, or of all threads', () => {
  expect(allocateHere(3)).toEqual(new ArrayBuffer(3));
  expect(allocateShared(3)).toBeInstanceOf(SharedArrayBuffer);
  expect(allocateShared(3).byteLength).toBe(3);
});

it('gives a column of as many zeros', () => {
  expect(zeros(3)).toEqual(Int32Array.of(0, 0, 0));
  expect(zeros(3).buffer).toBeInstanceOf(ArrayBuffer);
  expect(zeros(2, allocateShared).buffer).toBeInstanceOf(SharedArrayBuffer);
});
