import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { CalendarDay } from '../domain/execution-date';
import type { TemporalServer } from '../local/temporal-server';
import { ADTECH, removeFolder } from './checkout';
import type { Bench } from './bench';
import { ownEnvironment, timeCommand } from './command';
import { publishedLists } from './compare';
import type { LakeFolder, Logs, LogStore } from './logs';
import type { TwoHosts } from './network';
import type { Plan } from './plan';
import { cpuSecondsOf, peakMemoryMb } from './process-usage';
import { withDatabase } from './servers';
import { startWorkerProcess } from './worker-process';
import type { ServerProcess } from './server-process';

/** CPU seconds by part, user and system. */
export interface CpuParts {
  readonly worker: number;
  /** Of Temporal, or of another orchestrator. */
  readonly server: number;
  readonly postgres: number;
  /** The command that was timed. */
  readonly command: number;
}

/** What one timed command of the system took. */
export interface SystemTiming {
  /** From the start of the command to its end. */
  readonly wallSeconds: number;
  /** Undefined where it cannot be told. */
  readonly cpu: CpuParts | undefined;
  /** The largest worker's peak since it started. */
  readonly workerPeakMb: number | undefined;
}

/** What runs do besides the lists of the two base models; the peers make only these lists. */
export type MoreWork = 'nothing' | 'models' | 'models and evaluation';

const SETTINGS_OF_WORK = {
  nothing: { MORE_MODELS: 'none', EVALUATION: 'off' },
  models: { EVALUATION: 'off' },
  'models and evaluation': {},
} as const satisfies Record<MoreWork, Readonly<Record<string, string>>>;

/** How one repeat runs. */
export interface TrialOptions {
  /** Default: nothing. */
  readonly more?: MoreWork;
  /** Options of Node for the worker, for example of its profiler. */
  readonly nodeOptions?: readonly string[];
  /** Hosts with a worker each; without them one worker runs on this host. */
  readonly hosts?: TwoHosts;
}

/** What a trial works with. */
export interface TrialBench extends Pick<Bench, 'servers' | 'lists' | 'stop'> {
  readonly plan: Pick<Plan, 'dates'>;
  readonly logs: Pick<LogStore, 'openLake'>;
}

/** A new whole system: an empty database, a new Temporal server, a lake with only logs, and workers that poll. */
export class Trial {
  readonly #env: Record<string, string>;
  readonly #workers: ServerProcess[] = [];

  private constructor(
    readonly bench: TrialBench,
    readonly logs: Logs,
    readonly lake: LakeFolder,
    readonly temporal: TemporalServer,
    readonly databaseUrl: string,
    readonly folder: string,
    readonly options: TrialOptions,
  ) {
    this.#env = {
      ...ownEnvironment(folder),
      LAKE_URL: lake.url,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporal.address,
      START_DATE: bench.plan.dates[0] ?? '',
      ...SETTINGS_OF_WORK[options.more ?? 'nothing'],
      // As in the image.
      MALLOC_ARENA_MAX: '2',
      MALLOC_MMAP_THRESHOLD_: '1048576',
      // On Node 20, which is still supported, the AWS SDK would warn at every command that it soon ends its own support.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
  }

  /** Runs `work` on a new system over the logs, then removes the system. */
  static async run(
    bench: TrialBench,
    logs: Logs,
    work: (trial: Trial) => Promise<void>,
    options: TrialOptions = {},
  ): Promise<void> {
    const { servers } = bench;
    bench.stop.throwIfAborted();
    const lake = bench.logs.openLake(logs);
    const folder = path.join(servers.folder, 'trial');
    removeFolder(folder);
    mkdirSync(folder, { recursive: true });
    const [temporal, databaseUrl] = await Promise.all([servers.startTemporal(), servers.createDatabase()]);
    const trial = new Trial(bench, logs, lake, temporal, databaseUrl, folder, options);
    try {
      await trial.#startWorkers();
      await work(trial);
    } finally {
      await Promise.all(trial.#workers.map((worker) => worker.stop()));
      await options.hosts?.disconnect();
      await Promise.all([temporal.stop(), servers.dropDatabase(databaseUrl)]);
      lake.remove();
      removeFolder(folder);
    }
  }

  /** Runs `adtech …` with `--json` to its end, beside the workers. @throws Error when it does not exit with 0. */
  async time(...args: readonly string[]): Promise<SystemTiming> {
    const before = this.#cpuSeconds();
    const { wallSeconds, cpuSeconds } = await timeCommand(process.execPath, [ADTECH, ...args, '--json'], {
      env: this.#env,
      cwd: this.folder,
      stop: this.bench.stop,
    });
    const after = this.#cpuSeconds();
    const peaks = this.#workers.map(({ pid }) => peakMemoryMb(pid)).filter((peak) => peak !== undefined);
    return {
      wallSeconds,
      cpu:
        before === undefined || after === undefined || cpuSeconds === undefined
          ? undefined
          : {
              worker: after.worker - before.worker,
              server: after.server - before.server,
              postgres: after.postgres - before.postgres,
              command: cpuSeconds,
            },
      workerPeakMb: peaks.length === 0 ? undefined : Math.max(...peaks),
    };
  }

  /** Ends the workers, and starts others that know nothing yet. */
  async restartWorkers(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.stop()));
    await this.#startWorkers();
  }

  /** Publishes the dates, one run per date, and times it. */
  backfill(dates: readonly CalendarDay[]): Promise<SystemTiming> {
    return this.time(...backfillArguments(dates), '--only', 'all');
  }

  /** Seconds that the same command takes when it connects to everything and then starts no run. */
  async startUpSeconds(dates: readonly CalendarDay[]): Promise<number> {
    return (await this.time(...backfillArguments(dates), '--only', 'all', '--dry-run')).wallSeconds;
  }

  /** Counts every object that is not counted yet. */
  count(): Promise<SystemTiming> {
    return this.time('count');
  }

  /** Compares the published lists of these dates with other lists of the same logs. @throws ResultsDifferError */
  async check(dates: readonly CalendarDay[], logsKey = this.logs.key): Promise<void> {
    await withDatabase(this.databaseUrl, async (client) => {
      for (const date of dates) {
        this.bench.stop.throwIfAborted();
        this.bench.lists.check(logsKey, 'ours', date, await publishedLists(client, date));
      }
    });
  }

  async #startWorkers(): Promise<void> {
    const { hosts, nodeOptions = [] } = this.options;
    const places = hosts === undefined ? [{}] : await hosts.connect(this.temporal.address, this.databaseUrl);
    for (const [index, { networkNamespace, env = {} }] of places.entries()) {
      const worker = await startWorkerProcess({
        // As wherever the image is deployed.
        env: { ...this.#env, NODE_OPTIONS: '--max-semi-space-size=4', ...env },
        folder: this.folder,
        logFile: path.join(this.folder, `worker-${index + 1}.log`),
        nodeOptions,
        ...(networkNamespace === undefined ? {} : { networkNamespace }),
        started: this.bench.servers.started,
        stop: this.bench.stop,
      });
      this.#workers.push(worker);
    }
  }

  #cpuSeconds(): Omit<CpuParts, 'command'> | undefined {
    const workers = this.#workers.map(({ pid }) => cpuSecondsOf(pid));
    const server = cpuSecondsOf(this.temporal.pid);
    const postgres = cpuSecondsOf(this.bench.servers.postgres.pid);
    if (server === undefined || postgres === undefined) return undefined;
    return { worker: workers.reduce<number>((sum, seconds) => sum + (seconds ?? 0), 0), server, postgres };
  }
}

function backfillArguments(dates: readonly CalendarDay[]): string[] {
  return ['backfill', '--from', dates[0] ?? '', '--to', dates.at(-1) ?? '', '--yes'];
}
