import { proxyActivities } from '@temporalio/workflow';
import type { BareActivities } from './activities';

const steps = proxyActivities<BareActivities>({ startToCloseTimeout: '1 minute' });

/** The steps of a date, without any work. */
export async function bareRun(): Promise<void> {
  await steps.filter();
  await Promise.all([steps.rankOne(), steps.rankOther()]);
  await steps.write();
}
