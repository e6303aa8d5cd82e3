#!/usr/bin/env bash
# How often the AWS SDK asks an S3 server again that answers with a fault, by status.
#
# Package: @aws-sdk/client-s3 3.1169.0 from npm, with its default retry mode and maxAttempts 3.
# Guess:   every status from 500 on is tried three times.
# Seen:    500, 502, 503 and 504 are. 501, 507, 520, 521 and 524 are asked once: the last three are what a content network
#          in front of a bucket says when the server behind it is away for a moment.
# So:      storage/s3-faults.ts decides by itself what may pass, and storage/s3-retries.ts tries it again; the test is
#          tests/storage/s3-answers.test.ts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --no-save --prefix "$folder" @aws-sdk/client-s3@3.1169.0 > "$folder/npm.log"
cat > "$folder/seen.cjs" <<'JAVASCRIPT'
const { createServer } = require('node:http');
const { HeadObjectCommand, S3Client } = require('@aws-sdk/client-s3');
let requests = 0;
let status = 500;
const server = createServer((_request, response) => {
  requests++;
  response.writeHead(status).end();
});
server.listen(0, '127.0.0.1', async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
  for (status of [500, 501, 502, 503, 504, 507, 520, 521, 524]) {
    requests = 0;
    // A client for each, as retries come out of one budget of the client.
    const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials, maxAttempts: 3 });
    await client.send(new HeadObjectCommand({ Bucket: 'logs', Key: 'key' })).catch(() => undefined);
    console.log(status, requests);
    client.destroy();
  }
  server.close();
});
JAVASCRIPT
cat > "$folder/expected" <<'TEXT'
500 3
501 1
502 3
503 3
504 3
507 1
520 1
521 1
524 1
TEXT
(cd "$folder" && AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true node seen.cjs) | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo 'as recorded: @aws-sdk/client-s3 3.1169.0'
