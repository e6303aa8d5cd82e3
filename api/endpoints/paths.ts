import type { z } from './zod';

/** The names of a path's parameters: `date` of `/runs/{date}`. */
type ParameterOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never;

/** A route that paths can be made of. */
interface Target {
  /** As OpenAPI writes it. */
  readonly path: string;
  readonly query?: z.ZodObject;
}

type QueryOf<Route extends Target> = Partial<
  Record<keyof NonNullable<Route['query']>['shape'], string | number>
>;

/** The path of a route with values in place of its parameters, and its query; values may hold any character. */
export function pathTo<Route extends Target>(
  { path }: Route,
  values: Readonly<Record<ParameterOf<Route['path']>, string>>,
  query: QueryOf<Route> = {},
): string {
  const filled = path.replace(PARAMETER, (_, name: ParameterOf<Route['path']>) =>
    encodeURIComponent(values[name]),
  );
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return search.size === 0 ? filled : `${filled}?${search.toString()}`;
}

const PARAMETER = /\{(\w+)\}/g;

/** A path as Express writes it: `/runs/:date`. */
export function expressPath({ path }: Target): string {
  return path.replace(PARAMETER, ':$1');
}

/** A pattern of the paths of a route, whatever the values of its parameters. */
export function pathPattern({ path }: Target): RegExp {
  return new RegExp(`^${path.replace(PARAMETER, '[^/]+')}/?$`);
}

/** Reads the parameters of a route from a path, decoded; undefined for a path of another route. @throws URIError when one is not percent-encoded UTF-8 */
export function parameterReader({
  path,
}: Target): (pathname: string) => Readonly<Record<string, string>> | undefined {
  const names = [...path.matchAll(PARAMETER)].map(([, name = '']) => name);
  const pattern = new RegExp(`^${path.replace(PARAMETER, '([^/]+)')}/?$`);
  return (pathname) => {
    const found = pattern.exec(pathname);
    if (found === null) return undefined;
    return Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(found[i + 1] ?? '')]));
  };
}
