import { parsePromQl } from '../support/monitoring/promql';
import { PANELS, readYaml } from './queries';

const SHOWN = PANELS.filter(({ type }) => type !== 'row');

it('has panels of which none covers another', () => {
  expect(new Set(PANELS.map(({ id }) => id)).size).toBe(PANELS.length);
  const cells = PANELS.flatMap(({ title, gridPos: { x, y, w, h } }) => {
    expect({ title, isInside: x >= 0 && x + w <= 24 }).toEqual({ title, isInside: true });
    return Array.from({ length: w * h }, (_, i) => `${String(x + (i % w))},${String(y + Math.floor(i / w))}`);
  });
  expect(new Set(cells).size).toBe(cells.length);
});

it.each(SHOWN.map((panel) => [panel.title, panel] as const))(
  '%s says what it shows, in which unit, from the data source that is chosen',
  (_, { description = '', fieldConfig, datasource, targets }) => {
    expect(description).toMatch(/\.$/);
    expect(fieldConfig?.defaults.unit).toMatch(/^[a-zA-Z]+$/);
    expect(targets.length).toBeGreaterThan(0);
    for (const { uid } of [datasource, ...targets.map((target) => target.datasource)].flatMap(
      (one) => one ?? [],
    ))
      expect(uid).toBe('${datasource}');
    expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    for (const { expr } of targets) parsePromQl(expr);
  },
);

it('is found by Grafana where it is mounted, with Prometheus as its data source', () => {
  expect(readYaml('grafana/provisioning/dashboards/adtech.yml')).toMatchObject({
    providers: [{ type: 'file', options: { path: '/var/lib/grafana/dashboards' } }],
  });
  expect(readYaml('grafana/provisioning/datasources/prometheus.yml')).toMatchObject({
    datasources: [{ type: 'prometheus', url: 'http://prometheus:9090', isDefault: true }],
  });
});
