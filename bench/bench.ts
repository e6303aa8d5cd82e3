import type { ListRecord } from './compare';
import type { LogStore } from './logs';
import type { Peers } from './peers';
import type { Plan } from './plan';
import type { Servers } from './servers';

/** What every measure works with. */
export interface Bench {
  readonly plan: Plan;
  readonly logs: LogStore;
  readonly servers: Servers;
  readonly peers: Peers;
  readonly lists: ListRecord;
  /** A line on what is under way. */
  readonly say: (line: string) => void;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly stop: AbortSignal;
}

/** Runs `work` as often as the plan repeats, and tells on which repeat it is. */
export async function repeat(
  { plan, say }: Pick<Bench, 'say'> & { readonly plan: Pick<Plan, 'repeats'> },
  what: string,
  work: (repeat: number) => Promise<void>,
): Promise<void> {
  for (let i = 1; i <= plan.repeats; i++) {
    say(`${what}, ${i} of ${plan.repeats}`);
    await work(i);
  }
}
