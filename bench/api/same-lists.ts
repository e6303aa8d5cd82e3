import { ResultsDifferError } from '../compare';
import type { ApiBench } from './api-bench';
import { ask } from './contestant';
import type { Contestant, RunningContestant } from './contestant';
import { drawn } from './random';

/** What is compared of an answer. */
export interface Answered {
  readonly advertiser: string;
  readonly bytes: number;
  /** Rank, product and figure of each entry. */
  readonly list: string;
}

/** What ours answers to random advertisers. @throws Error when the answers are not all of one size */
export async function ourAnswers({ database, ours, plan }: ApiBench): Promise<Answered[]> {
  const advertisers = drawn(database.advertisers, plan.comparedAdvertisers);
  const answers = await answersOf(() => ours.start(), advertisers);
  const sizes = new Set(answers.map(({ bytes }) => bytes));
  if (sizes.size !== 1) throw new Error(`our answers are of ${[...sizes].join(', ')} bytes`);
  return answers;
}

/**
 * Compares the lists of each contestant that reads lists with ours, and the sizes of all answers.
 * @throws ResultsDifferError with the first difference.
 */
export async function checkSameLists(
  expected: readonly Answered[],
  peers: readonly Contestant[],
  say: (line: string) => void,
): Promise<void> {
  const advertisers = expected.map(({ advertiser }) => advertiser);
  for (const peer of peers) {
    const { name, readsLists } = peer;
    say(`comparing ${advertisers.length} answers of ${name} with ours`);
    const answers = await answersOf(() => peer.start(), advertisers);
    for (const [i, { advertiser, bytes, list }] of expected.entries()) {
      const other = answers[i];
      if (readsLists && other?.list !== list) {
        throw new ResultsDifferError(
          `the list of ${advertiser}\n  ours: ${list}\n  ${name}: ${other?.list ?? ''}`,
        );
      }
      if (other?.bytes !== bytes) {
        throw new ResultsDifferError(`ours answers ${bytes} bytes, ${name} ${other?.bytes ?? 0}`);
      }
    }
  }
}

async function answersOf(
  start: () => Promise<RunningContestant>,
  advertisers: readonly string[],
): Promise<Answered[]> {
  const running = await start();
  try {
    const answers: Answered[] = [];
    for (const advertiser of advertisers) {
      const body = await (await ask(running, advertiser)).text();
      answers.push({ advertiser, bytes: Buffer.byteLength(body), list: listIn(body) });
    }
    return answers;
  } finally {
    await running.stop();
  }
}

function listIn(body: string): string {
  const { recommendations = [] } = JSON.parse(body) as {
    recommendations?: { rank: number; product_id: string; views: number }[];
  };
  return recommendations.map(({ rank, product_id, views }) => `${rank} ${product_id} ${views}`).join(', ');
}
