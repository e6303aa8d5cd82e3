import { mapConcurrently } from '../../domain/map-concurrently';
import { compareUtf8 } from '../../domain/utf8-order';
import { createS3Lake } from '../support/lake/test-lake';

// Break: a server whose `start-after` or `delimiter` is not what ranges take them for.
it('lists more keys than fit into a page in the byte order of keys, once each', async () => {
  const { lake, remove } = await createS3Lake();
  try {
    const keys = Array.from({ length: 1_100 }, (_, i) => {
      const folder = ['ads_views/dt=2024-01-01', 'ads_views/dt=2024-01-02', 'product_views', 'ads_views.d'][
        i % 4
      ];
      return `input/${folder ?? ''}/part-${String(i).padStart(5, '0')}.csv`;
    });
    await mapConcurrently(keys, 32, (key) => lake.write(key, Buffer.from(key)));
    const listed: string[] = [];
    for await (const { key } of lake.list('input/')) listed.push(key);
    expect(listed).toEqual(keys.sort(compareUtf8));
  } finally {
    remove();
  }
});
