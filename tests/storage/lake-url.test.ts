import { faultInLakeUrl } from '../../storage/lake-url';

test.each([
  ['s3://bucket'],
  ['s3://bucket/'],
  ['s3://bucket/prefix'],
  ['s3://bucket/a/b/c/'],
  ['s3://my.bucket-1/prefix_A'],
  ['s3://abc'],
  [`s3://${'b'.repeat(63)}`],
  ['file:///'],
  ['file:///srv/lake'],
  ['file:///srv/my%20lake/'],
])('%s is the address of a lake', (url) => {
  expect(faultInLakeUrl(url)).toBeUndefined();
});

test.each([
  ['nothing', ''],
  ['no scheme', '/srv/lake'],
  ['a relative folder', 'lake'],
  ['another scheme', 'gs://bucket/prefix'],
  ['the scheme of Hadoop', 's3a://bucket/prefix'],
  ['the address of a website', 'https://bucket.s3.amazonaws.com/prefix'],
  ['no bucket', 's3://'],
  ['a prefix without a bucket', 's3:///prefix'],
  ['a bucket of two characters', 's3://ab'],
  ['a bucket of 64 characters', `s3://${'b'.repeat(64)}`],
  ['a bucket in capitals', 's3://Bucket'],
  ['a bucket that begins with a hyphen', 's3://-bucket'],
  ['a bucket that ends with a dot', 's3://bucket./prefix'],
  ['keys in the address', 's3://AKIA:secret@bucket/prefix'],
  ['a port', 's3://bucket:9000/prefix'],
  ['a query', 's3://bucket/prefix?region=x'],
  ['a fragment', 's3://bucket/prefix#x'],
  ['a folder of another machine', 'file://server/share'],
  ['two slashes', 'file://srv'],
  ['one slash', 'file:/srv/lake'],
  ['an encoded slash in a folder', 'file:///a%2Fb'],
  ['a broken percent-encoding in a folder', 'file:///%zz'],
  ['a query behind a folder', 'file:///srv/lake?x'],
  ['a blank before it', ' s3://bucket'],
  ['a blank before a folder', ' file:///srv/lake'],
  ['a newline behind a bucket', 's3://bucket\n'],
])('%s is none: %j', (_, url) => {
  expect(faultInLakeUrl(url)).toBe('expected s3://bucket/prefix or file:///folder');
});

test('the fault does not repeat the address, which may hold keys', () => {
  expect(faultInLakeUrl('s3://AKIA:canary@bucket')).not.toContain('canary');
});
