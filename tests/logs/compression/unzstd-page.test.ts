import { createPageUnzstd } from '../../../logs/compression/unzstd-page';
import { latin1 } from '../../support/logs/chunks';
import { rawFrame, repeatedFrame, skippableFrame } from '../../support/logs/zstd-frames';

it('unpacks pages of any size one after the other, of several frames too', async () => {
  const unzstd = await createPageUnzstd();
  for (const blocks of [1, 40, 2, 200]) {
    const page = unzstd(repeatedFrame(0x61, blocks), blocks * 131_072);
    expect([page.byteLength, new Set(page)]).toEqual([blocks * 131_072, new Set([0x61])]);
  }
  const frames = [rawFrame(latin1('ab')), skippableFrame(latin1('x')), rawFrame(latin1('cd'))];
  expect(Buffer.from(unzstd(Buffer.concat(frames), 4)).toString()).toBe('abcd');
});

it('leaves a page as it is when the next one is unpacked', async () => {
  const unzstd = await createPageUnzstd();
  const first = unzstd(rawFrame(latin1('first')), 5);
  unzstd(rawFrame(latin1('other')), 5);
  expect(Buffer.from(first).toString()).toBe('first');
});

it('refuses what is longer than the page, cut or broken, and goes on', async () => {
  const unzstd = await createPageUnzstd();
  const frame = rawFrame(latin1('page'));
  expect(() => unzstd(frame, 3)).toThrow('zstd: error 70');
  expect(() => unzstd(frame.subarray(0, -1), 4)).toThrow('zstd: error');
  expect(() => unzstd(Buffer.concat([frame, latin1('rest')]), 4)).toThrow('zstd: error');
  expect(Buffer.from(unzstd(frame, 4)).toString()).toBe('page');
});
