import fc from 'fast-check';
import { createDocument } from '../../../api/openapi';
import { ENDPOINTS } from '../../../api/endpoints';
import { anyDay, anyText } from '../jest/property';

/** A request as it is sent. */
export interface FuzzRequest {
  readonly path: string;
  readonly init: RequestInit;
}

/** A parameter as the document describes it; references are none of it. */
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: {
    readonly example?: unknown;
    readonly enum?: readonly unknown[];
    readonly minimum?: number;
    readonly maximum?: number;
  };
}

/** Requests of every operation of the API's own document, with values that fit, nearly fit or do not fit their schemas. */
export function anyRequest(version: string, known: readonly string[]): fc.Arbitrary<FuzzRequest> {
  const { paths = {} } = createDocument(ENDPOINTS, version);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) =>
      requestsOf(path, method.toUpperCase(), operation, known),
    ),
  );
  return fc.oneof(...operations);
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: unknown;
}

function requestsOf(
  path: string,
  method: string,
  { parameters = [], requestBody }: Operation,
  known: readonly string[],
): fc.Arbitrary<FuzzRequest> {
  // Half of the requests fit, so that the other half is not refused for one and the same parameter.
  return fc.oneof(
    requestsWith(fittingValue, path, method, parameters, requestBody, known),
    requestsWith(anyValue, path, method, parameters, requestBody, known),
  );
}

function requestsWith(
  valueOf: (parameter: Parameter, known: readonly string[]) => fc.Arbitrary<string>,
  path: string,
  method: string,
  parameters: readonly Parameter[],
  requestBody: unknown,
  known: readonly string[],
): fc.Arbitrary<FuzzRequest> {
  const inPath = parameters.filter((one) => one.in === 'path');
  const inQuery = parameters.filter((one) => one.in === 'query');
  return fc
    .record({
      path: fc.tuple(...inPath.map((one) => valueOf(one, known))),
      query: fc.tuple(...inQuery.map((one) => fc.option(valueOf(one, known), { nil: undefined }))),
      more: fc.oneof(
        { weight: 7, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.tuple(anyText({ maxLength: 5 }), anyText({ maxLength: 5 })) },
      ),
      body: requestBody === undefined ? fc.constant(undefined) : anyBody(known),
    })
    .map(({ path: values, query, more, body }) => {
      const filled = inPath.reduce(
        (text, { name }, i) => text.replace(`{${name}}`, () => encodeURIComponent(values[i] ?? '')),
        path,
      );
      const search = new URLSearchParams(more === undefined ? [] : [more]);
      inQuery.forEach(({ name }, i) => {
        const value = query[i];
        if (value !== undefined) search.append(name, value);
      });
      const headers = { 'content-type': 'application/json' };
      return {
        path: search.size === 0 ? filled : `${filled}?${search.toString()}`,
        init: body === undefined ? { method } : { method, headers, body },
      };
    });
}

/** A value as the schema of the parameter wants it: one of its list or range, or a text that is known or is not. */
function fittingValue({ schema }: Parameter, known: readonly string[]): fc.Arbitrary<string> {
  if (schema.minimum !== undefined)
    return fc.integer({ min: schema.minimum, max: schema.maximum ?? schema.minimum }).map(String);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum.map(String));
  const example = String(schema.example);
  return fc.constantFrom(example, known.find((one) => one.length < example.length) ?? example);
}

function anyValue({ schema }: Parameter, known: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...known) },
    { weight: 3, arbitrary: fc.constantFrom(...(schema.enum ?? [schema.example ?? 7]).map(String)) },
    { weight: 2, arbitrary: anyDay() },
    { weight: 2, arbitrary: fc.oneof(fc.integer(), fc.double()).map(String) },
    { weight: 2, arbitrary: anyText({ minLength: 1 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('2024-02-30', '0000-01-01', '-1', '1e9', 'null', "'", '%', '..'),
    },
  );
}

/** Bodies of a batch whose fields are as they should be, of other types, or missing; and what is no such body at all. */
function anyBody(known: readonly string[]): fc.Arbitrary<string> {
  const ids = fc.array(fc.oneof(fc.constantFrom(...known), anyText({ minLength: 1 })), { maxLength: 5 });
  const batch = fc.record(
    {
      advertisers: fc.oneof({ weight: 4, arbitrary: ids }, fc.jsonValue()),
      models: fc.oneof(fc.constantFrom(['TopCTR'], ['TopProducts', 'TopCTR'], []), fc.jsonValue()),
      date: fc.oneof(anyDay(), fc.constant('2024-11-29'), fc.jsonValue()),
      limit: fc.oneof(fc.integer({ min: -1, max: 25 }), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  return fc.oneof(
    { weight: 5, arbitrary: batch.map((body) => JSON.stringify(body)) },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: anyText() },
  );
}
