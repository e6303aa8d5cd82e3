import { isNativeError } from 'node:util/types';
import { LakeRefusedError, LakeUnreachableError } from './lake';

/** A call to an S3 server, for messages. */
export interface S3Call {
  /** The lake's address. */
  readonly url: string;
  /** Method and key, e.g. `GET input/ads_views.csv`. */
  readonly call: string;
}

/** Longest part of a server's own words that a message repeats. */
const MAX_WORDS = 200;

/** Answers that say who may do what, by their S3 code; their texts may repeat keys, so that no message has them. */
const DENIALS = new Set([
  'AccessDenied',
  'AllAccessDisabled',
  'AccountProblem',
  'ExpiredToken',
  'Forbidden',
  'InvalidAccessKeyId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  // versitygw's InvalidAccessKeyId
  'XAdminUserNotFound',
]);

/** S3 codes of faults that pass, whatever their status. */
const PASSING_CODES = new Set([
  'ConditionalRequestConflict',
  'NoSuchUpload',
  'OperationAborted',
  'RequestTimeout',
  'TemporaryRedirect',
]);
const PASSING_STATUSES = new Set([408, 425, 429]);
/** A server says them of what it will never do. */
const LASTING_STATUSES = new Set([501, 505]);

/** Of connections, names, TLS and HTTP: everything in which no answer came. */
const NETWORK_CODE =
  /^(E(CONN\w+|PIPE|TIMEDOUT|HOST\w+|NET\w+|AI_\w+|NOTFOUND|PROTO|ADDR\w+)|HPE_\w+|ERR_STREAM_PREMATURE_CLOSE)$/;
const TLS_CODE = /^(ERR_(TLS|SSL)_\w+|CERT_\w+|UNABLE_TO_\w+|\w*SELF_SIGNED\w*|HOSTNAME_MISMATCH)$/;

/** Whether the next attempt may go well: no answer came, or one that passes. */
export function mayPass(error: unknown): boolean {
  const { status, code } = answerOf(error);
  if (status === undefined) {
    const fault = networkFault(error);
    return fault !== undefined && !fault.isTls;
  }
  return isPassing(status, code);
}

/** What went wrong, in few words: `HTTP 503 (SlowDown: Reduce your request rate)`, `connect ECONNREFUSED 127.0.0.1:9000`. */
export function describeFault(error: unknown): string {
  const answer = answerOf(error);
  if (answer.status === undefined) return networkFault(error)?.words ?? wordsOf(error);
  return describeAnswer(answer);
}

/** The lake's own error for one of the SDK, with lake, key, answer and remedy; any other error as it is. */
export function toLakeError(error: unknown, { url, call }: S3Call): unknown {
  if (hasName(error, 'AbortError')) return error;
  if (hasName(error, 'CredentialsProviderError')) {
    return new LakeRefusedError(
      `${url}: no AWS credentials found; give the process a role, or set AWS_PROFILE or AWS_* variables`,
    );
  }
  if (error instanceof Error && error.message === 'Region is missing') {
    return new LakeRefusedError(
      `${url}: no AWS region is configured; set AWS_REGION, or a region in the AWS profile`,
    );
  }
  const answer = answerOf(error);
  const { status, code } = answer;
  if (status === undefined) {
    const fault = networkFault(error);
    if (fault === undefined) return error;
    return new LakeUnreachableError(
      `${url}: cannot be reached (${call}: ${fault.words}${attemptsOf(error)}); ${fault.isTls ? TLS_REMEDY : NETWORK_REMEDY}`,
    );
  }
  const said = `${call}: ${describeAnswer(answer)}${attemptsOf(error)}`;
  if (status < 300) {
    return new LakeUnreachableError(`${url}: gives no answer of S3 (${said}); ${PROXY_REMEDY}`);
  }
  if (isPassing(status, code)) {
    return new LakeUnreachableError(
      `${url}: answers with a fault (${said}); it may pass: the log of the server, or of a proxy before it, has the cause`,
    );
  }
  return new LakeRefusedError(
    `${url}: refused with ${code ?? `HTTP ${String(status)}`} (${said}); ${remedyFor(answer)}`,
  );
}

/** An answer that lacks what every S3 server sends: a proxy's page, for instance. */
export function notOfS3({ url, call }: S3Call, lacks: string): LakeUnreachableError {
  return new LakeUnreachableError(
    `${url}: gives no answer of S3 (${call}: an answer without ${lacks}); ${PROXY_REMEDY}`,
  );
}

/** The HTTP status of the answer that an error of the SDK is about. */
export function httpStatus(error: unknown): number | undefined {
  return answerOf(error).status;
}

/** Whether an error has a name: for S3 errors, the code. */
export function hasName(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

const NETWORK_REMEDY = 'check the network, and AWS_ENDPOINT_URL_S3 where it is set';
const TLS_REMEDY =
  'check the certificate of the server; NODE_EXTRA_CA_CERTS names an authority of your own, AWS_ENDPOINT_URL_S3 the server';
const PROXY_REMEDY = 'check AWS_ENDPOINT_URL_S3, and proxies on the way';

interface Answer {
  readonly status?: number;
  /** The code of S3's XML; undefined where the answer had none. */
  readonly code?: string;
  readonly words?: string;
  /** Where the bucket lies, as the answer says. */
  readonly region?: string;
  /** Where a redirect leads. */
  readonly location?: string;
}

function answerOf(error: unknown): Answer {
  if (!(error instanceof Error)) return {};
  const { $metadata, $response } = error as Error & {
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly $response?: {
      readonly statusCode?: number;
      readonly headers?: Readonly<Record<string, string>>;
    };
  };
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  if (status === undefined) return {};
  const headers = $response?.headers ?? {};
  const [region, location] = [headers['x-amz-bucket-region'], headers['location']];
  // The SDK's names for an answer without a code.
  const hasCode = !['UnknownError', 'Unknown', 'Error', 'SyntaxError', String(status)].includes(error.name);
  const words = hasCode && error.message !== error.name ? wordsOf(error) : '';
  return {
    status,
    ...(hasCode ? { code: error.name } : {}),
    ...(words === '' || DENIALS.has(error.name) ? {} : { words }),
    ...(region === undefined ? {} : { region }),
    ...(location === undefined ? {} : { location }),
  };
}

function describeAnswer({ status, code, words }: Answer): string {
  const named = [code, words].filter((one) => one !== undefined).join(': ');
  return `HTTP ${String(status)}${named === '' ? '' : `, ${named}`}`;
}

function isPassing(status: number, code: string | undefined): boolean {
  if (code !== undefined && PASSING_CODES.has(code)) return true;
  return PASSING_STATUSES.has(status) || status === 307 || (status >= 500 && !LASTING_STATUSES.has(status));
}

function remedyFor({ status = 0, code = '', region, location }: Answer): string {
  if (code === 'RequestTimeTooSkewed') return 'set the clock of this machine';
  if (
    code === 'PermanentRedirect' ||
    code === 'AuthorizationHeaderMalformed' ||
    (status < 400 && !location)
  ) {
    return `the bucket lies in ${region === undefined ? 'another region' : `the region ${region}`}: set AWS_REGION to it`;
  }
  if (region !== undefined && status === 400)
    return `the bucket lies in the region ${region}: set AWS_REGION to it`;
  if (status < 400) return `it leads to ${location ?? ''}: correct AWS_ENDPOINT_URL_S3`;
  if (status === 404 && code !== 'NoSuchBucket') return 'check that AWS_ENDPOINT_URL_S3 names an S3 server';
  if (status === 501) return 'this server lacks what the product needs of S3';
  return 'check that the bucket exists and that this role may list, read and write it';
}

function attemptsOf(error: unknown): string {
  const { $metadata } = error as { readonly $metadata?: { readonly attempts?: number } };
  const attempts = $metadata?.attempts ?? 1;
  return attempts > 1 ? `, ${String(attempts)} attempts` : '';
}

/** What the network said; a host with several addresses has failed at each of them. */
function networkFault(error: unknown): { readonly words: string; readonly isTls: boolean } | undefined {
  if (!isNativeError(error)) return undefined;
  if ('errors' in error && Array.isArray(error.errors)) {
    const faults = error.errors.flatMap((inner) => networkFault(inner) ?? []);
    if (faults.length === 0) return undefined;
    return { words: faults.map(({ words }) => words).join('; '), isTls: faults.some(({ isTls }) => isTls) };
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const isTls = TLS_CODE.test(code);
  const isKnown = isTls || NETWORK_CODE.test(code) || error.name === 'TimeoutError' || 'syscall' in error;
  return isKnown ? { words: wordsOf(error), isTls } : undefined;
}

/** One short line of what an error says, without control characters. */
function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // eslint-disable-next-line no-control-regex
  const line = message.replace(/[\x00-\x1f\x7f-\x9f]+/g, ' ').trim();
  return line.length > MAX_WORDS ? `${line.slice(0, MAX_WORDS)}…` : line;
}
