import { readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';

/** The files that monitoring is set up with. */
export const MONITORING = path.join(__dirname, '..', '..', 'monitoring');

const RulesSchema = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({ alert: z.string(), expr: z.string(), labels: z.object({ severity: z.string() }) }),
      ),
    }),
  ),
});

/** The alerts, in order. */
export const ALERTS = RulesSchema.parse(readYaml('prometheus/alerts.yml')).groups.flatMap(
  ({ rules }) => rules,
);

const PanelSchema = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  description: z.string().optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  datasource: z.object({ type: z.string(), uid: z.string() }).optional(),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string() }) }).optional(),
  targets: z
    .array(z.object({ refId: z.string(), expr: z.string(), datasource: z.object({ uid: z.string() }) }))
    .default([]),
});

/** The panels of the dashboard, rows among them. */
export const PANELS = z
  .object({ panels: z.array(PanelSchema) })
  .parse(
    JSON.parse(readFileSync(path.join(MONITORING, 'grafana', 'dashboards', 'adtech.json'), 'utf8')),
  ).panels;

/** A file of monitoring. */
export function readYaml(file: string): unknown {
  return load(readFileSync(path.join(MONITORING, file), 'utf8'));
}
