const PROTOCOL = 'http/protobuf';

/**
 * Whether traces are asked for: by an address of a collector, or by naming the exporter. What else there is to say in
 * `OTEL_*`, OpenTelemetry reads by itself.
 *
 * @param env without empty values.
 * @param faults gets what is wrong with the settings of traces that are asked for.
 */
export function readTracing(env: Readonly<Record<string, string>>, faults: string[]): boolean {
  const exporter = env['OTEL_TRACES_EXPORTER'];
  const endpoints = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'].filter(
    (name) => env[name] !== undefined,
  );
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || exporter === 'none') return false;
  if (exporter === undefined && endpoints.length === 0) return false;
  if (exporter !== undefined && exporter !== 'otlp') faults.push('OTEL_TRACES_EXPORTER must be otlp or none');
  for (const name of endpoints) {
    if (!/^https?:\/\//.test(env[name] ?? '') || !URL.canParse(env[name] ?? ''))
      faults.push(`${name} must be an http:// or https:// URL (its value is not shown)`);
  }
  for (const name of ['OTEL_EXPORTER_OTLP_PROTOCOL', 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL']) {
    if ((env[name] ?? PROTOCOL) !== PROTOCOL)
      faults.push(
        `${name} must be ${PROTOCOL}, which is what this worker speaks: collectors take it on port 4318`,
      );
  }
  return true;
}
