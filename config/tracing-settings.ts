const PROTOCOL = 'http/protobuf';

/**
 * Whether traces are enabled, by the address of a collector or the name of the exporter. OpenTelemetry itself reads the
 * other variables `OTEL_*`.
 *
 * @param env the environment without empty values.
 * @param faults receives the faults in the settings of enabled traces.
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
