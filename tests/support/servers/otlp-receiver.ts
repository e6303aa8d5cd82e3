import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import protobuf from 'protobufjs';

/** What this side reads of OpenTelemetry's `trace_service.proto`. */
const REQUEST = protobuf
  .parse(
    `syntax = "proto3";
    message Value { string string_value = 1; }
    message KeyValue { string key = 1; Value value = 2; }
    message Resource { repeated KeyValue attributes = 1; }
    message Status { int32 code = 3; }
    message Span {
      bytes trace_id = 1;
      bytes span_id = 2;
      bytes parent_span_id = 4;
      string name = 5;
      repeated KeyValue attributes = 9;
      Status status = 15;
    }
    message ScopeSpans { repeated Span spans = 2; }
    message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
    message Request { repeated ResourceSpans resource_spans = 1; }`,
    { keepCase: true },
  )
  .root.lookupType('Request');

interface RawAttribute {
  readonly key: string;
  readonly value?: { readonly string_value?: string };
}
interface RawSpan {
  readonly trace_id: Buffer;
  readonly span_id: Buffer;
  readonly parent_span_id: Buffer;
  readonly name: string;
  readonly attributes?: readonly RawAttribute[];
  readonly status?: { readonly code: number };
}
interface RawRequest {
  readonly resource_spans: readonly {
    readonly resource: { readonly attributes: readonly RawAttribute[] };
    readonly scope_spans: readonly { readonly spans: readonly RawSpan[] }[];
  }[];
}

/** A span as a collector gets it; ids in hexadecimal, texts of attributes only. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty at the root of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly isError: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
}

/** A collector of traces, OTLP over HTTP. */
export interface OtlpReceiver {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  stop(): Promise<void>;
}

/** Starts a collector on any port. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      if (request.url === '/v1/traces' && request.headers['content-type'] === 'application/x-protobuf') {
        spans.push(...decode(body));
        response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end();
      } else response.writeHead(404).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    spans,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function decode(body: Buffer): ReceivedSpan[] {
  const { resource_spans } = REQUEST.decode(body) as unknown as RawRequest;
  return resource_spans.flatMap(({ resource, scope_spans }) =>
    scope_spans.flatMap((scope) =>
      scope.spans.map((span) => ({
        traceId: span.trace_id.toString('hex'),
        spanId: span.span_id.toString('hex'),
        parentSpanId: span.parent_span_id.toString('hex'),
        name: span.name,
        isError: span.status?.code === 2,
        attributes: textsOf(span.attributes ?? []),
        resource: textsOf(resource.attributes),
      })),
    ),
  );
}

function textsOf(attributes: readonly RawAttribute[]): Record<string, string> {
  return Object.fromEntries(
    attributes.flatMap(({ key, value }) => (value?.string_value ? [[key, value.string_value]] : [])),
  );
}
