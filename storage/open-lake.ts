import { fileURLToPath } from 'node:url';
import { FileLake } from './file-lake';
import type { Lake } from './lake';
import { faultInLakeUrl } from './lake-url';
import { ScratchLake } from './scratch-lake';
import { SourcesLake } from './sources-lake';

/** What the address of a lake does not say. */
export interface OpenLakeOptions {
  /** `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`: a server other than AWS. */
  readonly s3Endpoint?: string;
  /** A folder in which everything but the logs is kept in place of the lake, which is then only read. */
  readonly scratchFolder?: string;
  /** The configured region; a server other than AWS does without. */
  readonly s3Region?: string;
  /** `LOG_SOURCES`: the URL of the descriptions of logs, if they are not in the lake. */
  readonly sourcesUrl?: string;
  /** For a command, which nothing starts again: a call that fails is tried again for 20 s, and this is told why. */
  readonly onWaiting?: (message: string) => void;
}

/**
 * Opens the lake at `s3://bucket/prefix` or `file:///folder`.
 * @throws Error when the address is neither.
 */
export async function openLake(url: string, options: OpenLakeOptions = {}): Promise<Lake> {
  const { scratchFolder, sourcesUrl, ...rest } = options;
  const logs = await openStorage(url, rest);
  const lake = sourcesUrl === undefined ? logs : await withSources(logs, sourcesUrl, rest);
  return scratchFolder === undefined ? lake : new ScratchLake(lake, new FileLake(scratchFolder));
}

async function withSources(lake: Lake, url: string, options: OpenLakeOptions): Promise<Lake> {
  const at = url.lastIndexOf('/') + 1;
  const key = url.startsWith('file:') ? decodeURIComponent(url.slice(at)) : url.slice(at);
  return new SourcesLake(lake, await openStorage(url.slice(0, at), options), key);
}

async function openStorage(url: string, options: OpenLakeOptions): Promise<Lake> {
  const fault = faultInLakeUrl(url);
  if (fault !== undefined) throw new Error(`${url} is no address of a lake: ${fault}`);
  if (url.startsWith('file:')) return new FileLake(fileURLToPath(url).replace(/(?<=.)\/+$/, ''));
  // Only where it is used: the AWS SDK takes its time to load, and memory in every thread.
  const { S3Lake } = await import('./s3-lake.js');
  const [bucket = '', ...prefix] = url.slice('s3://'.length).split('/');
  const region = options.s3Region ?? (options.s3Endpoint === undefined ? undefined : 'us-east-1');
  return new S3Lake({
    bucket,
    prefix: prefix.filter((part) => part !== '').join('/'),
    ...(options.s3Endpoint === undefined ? {} : { endpoint: options.s3Endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(options.onWaiting === undefined ? {} : { onWaiting: options.onWaiting }),
  });
}
