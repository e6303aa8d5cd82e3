import { isGrpcServiceError } from '@temporalio/client';

/** https://grpc.io/docs/guides/status-codes/, those that are told apart here. */
const GRPC = {
  invalidArgument: 3,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  unimplemented: 12,
} as const;

/** Whether an error is a server's answer with one of these codes. The library that names codes is the SDK's own. */
export function isAnswer(error: unknown, ...kinds: (keyof typeof GRPC)[]): boolean {
  if (!isGrpcServiceError(error)) return false;
  const code: number = error.code;
  return kinds.some((kind) => GRPC[kind] === code);
}
