import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientInterceptors } from '@temporalio/client';
import type { InjectedSinks, WorkerInterceptors } from '@temporalio/worker';
import type { Sinks } from '@temporalio/workflow';

/** Longest wait for the last spans: an unreachable collector must not delay the end of a worker. */
const FLUSH_TIMEOUT_MS = 5_000;

/** The tracing of a worker: it creates spans and sends them. */
export interface Tracing {
  /** Interceptors for the client of the steps, so that runs that steps start belong to the same trace. */
  readonly client: ClientInterceptors;
  readonly worker: WorkerInterceptors;
  /** Exports the spans of workflow code from its sandbox. */
  readonly sinks: InjectedSinks<Sinks>;
  /** Sends the remaining spans, for at most 5 s. */
  stop(): Promise<void>;
}

/** The options of tracing. */
interface TracingOptions {
  /** Version of this program. */
  readonly version: string;
  /** Called when spans cannot be sent. */
  readonly onFault: (message: string) => void;
}

/**
 * Starts sending spans by OTLP over HTTP to `OTEL_EXPORTER_OTLP_ENDPOINT`, for the service `adtech-worker` unless
 * `OTEL_SERVICE_NAME` names another. Must run once in a process. Loads OpenTelemetry, which a worker does not need otherwise.
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
  // Registers the tracer that the interceptors use, and keeps the current span across `await`.
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
