import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientInterceptors } from '@temporalio/client';
import type { InjectedSinks, WorkerInterceptors } from '@temporalio/worker';
import type { Sinks } from '@temporalio/workflow';

/** Longest wait for the last spans: an unreachable collector must not delay the end of a worker. */
const FLUSH_TIMEOUT_MS = 5_000;

/** What makes spans in a worker, and sends them. */
export interface Tracing {
  /** For the client of the steps: runs that they start belong to the same trace. */
  readonly client: ClientInterceptors;
  readonly worker: WorkerInterceptors;
  /** Takes the spans that workflow code makes out of its sandbox. */
  readonly sinks: InjectedSinks<Sinks>;
  /** Sends what is left, for 5 s at most. */
  stop(): Promise<void>;
}

/** What tracing says of itself. */
export interface TracingOptions {
  /** Of this program. */
  readonly version: string;
  /** Told when spans cannot be sent. */
  readonly onFault: (message: string) => void;
}

/**
 * Starts sending spans by OTLP over HTTP to where `OTEL_EXPORTER_OTLP_ENDPOINT` says, for the service `adtech-worker` if
 * `OTEL_SERVICE_NAME` names no other. Once in a process. Loads OpenTelemetry, which a worker does without otherwise.
 */
export async function startTracing({ version, onFault }: TracingOptions): Promise<Tracing> {
  const [api, otlp, resources, sdk, temporal] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace-node'),
    import('@temporalio/interceptors-opentelemetry'),
  ]);
  api.diag.setLogger(
    {
      error: onFault,
      warn: onFault,
      info: () => undefined,
      debug: () => undefined,
      verbose: () => undefined,
    },
    api.DiagLogLevel.WARN,
  );
  const { attributes } = resources.detectResourcesSync({ detectors: [resources.envDetectorSync] });
  const resource = new resources.Resource({
    'service.name': 'adtech-worker',
    'service.version': version,
    ...attributes,
  });
  const spans = new sdk.BatchSpanProcessor(new otlp.OTLPTraceExporter());
  const provider = new sdk.NodeTracerProvider({ resource, spanProcessors: [spans] });
  // Makes it the tracer of the interceptors, and lets a span be found again behind an await.
  provider.register();
  return {
    client: { workflow: [new temporal.OpenTelemetryWorkflowClientInterceptor()] },
    worker: {
      activity: [
        (context) => ({
          inbound: new temporal.OpenTelemetryActivityInboundInterceptor(context),
          outbound: new temporal.OpenTelemetryActivityOutboundInterceptor(context),
        }),
      ],
    },
    sinks: { exporter: temporal.makeWorkflowExporter(spans, resource) },
    stop: async () => {
      const flushed = provider.shutdown().catch((error: unknown) => {
        onFault(`the last spans were not sent: ${error instanceof Error ? error.message : String(error)}`);
      });
      await Promise.race([flushed, sleep(FLUSH_TIMEOUT_MS, undefined, { ref: false })]);
    },
  };
}
