import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { Activities, SentNotice } from '../activities/contract';
import type { Notice } from '../domain/notices';

const { sendNotice } = proxyActivities<Pick<Activities, 'sendNotice'>>({
  startToCloseTimeout: '30 seconds',
  heartbeatTimeout: '15 seconds',
  // A receiver may be down over a night; after a day a notice is history.
  scheduleToCloseTimeout: '24 hours',
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '10 minutes' },
});

/**
 * Tells people of one fact. Its id is made from the fact, so that each fact is told once; it is a separate workflow, so that a
 * receiver that is down delays no run.
 */
export async function notify(notice: Notice): Promise<SentNotice> {
  setCurrentDetails(notice.text);
  return sendNotice.executeWithOptions({ summary: `tell of ${notice.id}` }, [notice]);
}
