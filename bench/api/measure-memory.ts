import { residentMemoryMb } from '../process-usage';
import type { ApiBench } from './api-bench';
import { pathOf } from './contestant';
import type { ApiFindings } from './findings';
import { drawn } from './random';
import { runRound } from './round';
import type { Round } from './round';

/** Far less than all lists take. */
const CACHE_MB = 16;
const STEPS = 4;
const MAX_RATIO = 1.1;
const MAX_SECONDS = 600;

/** The memory of our API while it answers random advertisers, many more than its cache holds. */
export async function measureMemory(bench: ApiBench): Promise<ApiFindings> {
  const { database, ours, plan, say } = bench;
  const who = `ours, API_CACHE_MB=${CACHE_MB}`;
  const running = await ours.start({ cacheMb: CACHE_MB });
  try {
    const rounds: Round[] = [];
    const sizesMb: number[] = [];
    for (let step = 1; step <= STEPS; step++) {
      say(`memory, ${step} of ${STEPS}`);
      const asks = drawn(database.advertisers, plan.memoryStepRequests).map((advertiser) => ({
        path: pathOf(advertiser),
      }));
      const round = { asks, isWalk: true, seconds: MAX_SECONDS, checksMarks: false };
      rounds.push(await runRound(bench, who, running, round));
      sizesMb.push(residentMemoryMb(running.pid) ?? NaN);
    }
    const [first = NaN, last = NaN] = [sizesMb[0], sizesMb.at(-1)];
    const requests = (step: number) => (step * plan.memoryStepRequests).toLocaleString('en');
    const sizes = sizesMb.map((size) => Math.round(size)).join(', ');
    return {
      rows: [
        {
          measure: 'memory',
          who,
          rounds,
          note: `resident after ${requests(1)} requests and every ${requests(1)} more: ${sizes} MB`,
        },
      ],
      goals: [
        {
          text: `memory: after ${requests(STEPS)} requests at most ${MAX_RATIO} × after ${requests(1)}`,
          reached: `${(last / first).toPrecision(3)} ×`,
          isMet: last <= MAX_RATIO * first,
        },
      ],
    };
  } finally {
    await running.stop();
  }
}
