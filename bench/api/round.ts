import { cpuSecondsOf } from '../process-usage';
import type { ServerProcess } from '../server-process';
import type { ApiBench } from './api-bench';
import { CONNECTIONS } from './plan';
import type { LoadReport, LoadRound } from './load-round';

/** One round of load, and what it took. */
export interface Round extends LoadReport {
  /** CPU time of the contestant's process per request, in microseconds; undefined where it cannot be measured. */
  readonly serverMicroseconds: number | undefined;
  /** CPU time of Postgres per request, in the same unit. */
  readonly postgresMicroseconds: number | undefined;
}

/** Puts load on a contestant, and measures the CPU time of its process and of Postgres. @throws Error after any error or any status other than `status`. */
export async function runRound(
  { load, servers, stop }: ApiBench,
  who: string,
  contestant: ServerProcess & Pick<LoadRound, 'port' | 'headers'>,
  round: Omit<LoadRound, 'port' | 'headers' | 'connections'>,
  status = 200,
): Promise<Round> {
  const cpu = () => [cpuSecondsOf(contestant.pid), cpuSecondsOf(servers.postgres.pid)] as const;
  const { port, headers } = contestant;
  const [serverBefore, postgresBefore] = cpu();
  const report = await load.run({ ...round, port, headers, connections: CONNECTIONS }, stop);
  const [serverAfter, postgresAfter] = cpu();
  const others = Object.entries(report.statuses).filter(([other]) => Number(other) !== status);
  if (report.errors > 0 || others.length > 0 || report.requests === 0) {
    const statuses = others.map(([other, count]) => `${count} × ${other}`).join(', ');
    throw new Error(
      `${who}: ${report.errors} errors (${report.firstError ?? 'none'}); of ${report.requests} answers ${statuses || 'all'} ${others.length > 0 ? `instead of ${status}` : `with ${status}`}`,
    );
  }
  const perRequest = (before: number | undefined, after: number | undefined) =>
    before === undefined || after === undefined ? undefined : ((after - before) * 1e6) / report.requests;
  return {
    ...report,
    serverMicroseconds: perRequest(serverBefore, serverAfter),
    postgresMicroseconds: perRequest(postgresBefore, postgresAfter),
  };
}

/** Requests in a second. */
export function rateOf({ requests, seconds }: LoadReport): number {
  return requests / seconds;
}
