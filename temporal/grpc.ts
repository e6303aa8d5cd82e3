import { isGrpcServiceError } from '@temporalio/client';

/** The status codes that this project distinguishes (https://grpc.io/docs/guides/status-codes/). */
const GRPC = {
  invalidArgument: 3,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  unimplemented: 12,
} as const;

/** Whether an error is a server's answer with one of these codes. The library with the names of codes is private to the SDK. */
export function isAnswer(error: unknown, ...kinds: (keyof typeof GRPC)[]): boolean {
  if (!isGrpcServiceError(error)) return false;
  const code: number = error.code;
  return kinds.some((kind) => GRPC[kind] === code);
}
