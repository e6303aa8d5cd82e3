import { readTracing } from '../../config/tracing-settings';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };

it.each<[string, Record<string, string>, boolean]>([
  ['nothing is set', {}, false],
  ['only the service has a name', { OTEL_SERVICE_NAME: 'x', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, false],
  ['the collector has an address', ENDPOINT, true],
  [
    'the collector of traces has an address',
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://c.example/v1/traces' },
    true,
  ],
  ['the exporter is named', { OTEL_TRACES_EXPORTER: 'otlp' }, true],
  ['the exporter is none', { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }, false],
  ['OpenTelemetry is disabled', { ...ENDPOINT, OTEL_SDK_DISABLED: 'true' }, false],
  ['what is disabled has faults', { OTEL_EXPORTER_OTLP_ENDPOINT: 'x', OTEL_SDK_DISABLED: 'TRUE' }, false],
])('traces are asked for or not where %s', (_, env, asked) => {
  const faults: string[] = [];
  expect(readTracing(env, faults)).toBe(asked);
  expect(faults).toEqual([]);
});

it('names every fault of traces that are asked for, and shows no value', () => {
  const faults: string[] = [];
  readTracing(
    {
      OTEL_TRACES_EXPORTER: 'console',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'grpc://user:secret@collector:4317',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'collector:4318',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
    },
    faults,
  );
  expect(faults).toEqual([
    'OTEL_TRACES_EXPORTER must be otlp or none',
    'OTEL_EXPORTER_OTLP_ENDPOINT must be an http:// or https:// URL (its value is not shown)',
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must be an http:// or https:// URL (its value is not shown)',
    'OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf, which is what this worker speaks: collectors take it on port 4318',
    'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL must be http/protobuf, which is what this worker speaks: collectors take it on port 4318',
  ]);
});
