import { checkZoneData } from '../../../cli/doctor/check-zone-data';
import type { LakeInput } from '../../../cli/inputs';

function input(key: string, zoneData?: string): LakeInput {
  const days = { firstDay: '2024-03-01', lastDay: '2024-03-01', counted: true, fault: undefined };
  return { log: 'ads_views', key, etag: 'e', sizeBytes: 1, source: undefined, zoneData, ...days };
}

it('finds nothing where no day depends on a zone', () => {
  const report = checkZoneData([input('input/a.csv')]);
  expect(report).toMatchObject({ check: 'zone_data', state: 'ok', findings: [], notes: [] });
});

it('finds nothing where all days were found by one version, and notes if this process has another', () => {
  const inputs = [input('input/a', '2025c'), input('input/b'), input('input/c', '2025c')];
  expect(checkZoneData(inputs, '2025c')).toMatchObject({
    state: 'ok',
    summary: 'time zone data 2025c for 2 objects',
    notes: [],
  });
  expect(checkZoneData(inputs, '2026a')).toMatchObject({
    state: 'ok',
    notes: ['this process has time zone data 2026a'],
  });
});

it('names the versions, with an object of each, where they differ', () => {
  const inputs = [input('input/new', '2026a'), input('input/old', '2025c'), input('input/older', '2025c')];
  const { state, summary, findings } = checkZoneData(inputs, '2026a');
  expect([state, summary]).toEqual(['wrong', 'time zone data 2025c for 2 objects, 2026a for 1 object']);
  expect(findings).toHaveLength(1);
  expect(findings[0]?.message).toContain('2025c (such as input/old), 2026a (such as input/new)');
});
