import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { Lake } from '../../../storage/lake';
import { FileLake } from '../../../storage/file-lake';
import { openLake } from '../../../storage/open-lake';
import { testEndpoints } from '../servers/endpoints';

/** A lake of a suite's own, and the settings with which a process of the product reaches it. */
export interface TestLake {
  readonly lake: Lake;
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

/** An empty lake in a folder. */
export function createFolderLake(): TestLake {
  const folder = mkdtempSync(path.join(tmpdir(), 'adtech-lake-'));
  const url = pathToFileURL(folder).href;
  return {
    lake: new FileLake(folder),
    env: { LAKE_URL: url },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An empty lake in a bucket of the S3 server of this test run. Sets the AWS variables of this process, as the SDK's default chain reads them. */
export async function createS3Lake(): Promise<TestLake> {
  const { s3Endpoint, s3AccessKeyId, s3SecretAccessKey } = testEndpoints();
  const aws = { AWS_ACCESS_KEY_ID: s3AccessKeyId, AWS_SECRET_ACCESS_KEY: s3SecretAccessKey };
  Object.assign(process.env, aws);
  const bucket = `lake-${randomUUID()}`;
  const client = new S3Client({ endpoint: s3Endpoint, region: 'us-east-1', forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  const url = `s3://${bucket}/tests`;
  const lake = await openLake(url, { s3Endpoint });
  return {
    lake,
    env: { LAKE_URL: url, AWS_ENDPOINT_URL_S3: s3Endpoint, ...aws },
    remove: () => {
      lake.close();
    },
  };
}

/** Puts objects into a lake, by key. */
export async function putObjects(
  lake: Lake,
  objects: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [key, body] of Object.entries(objects)) {
    await lake.write(key, typeof body === 'string' ? Buffer.from(body) : body);
  }
}
