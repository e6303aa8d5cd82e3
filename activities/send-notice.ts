import { ApplicationFailure } from '@temporalio/activity';
import type { Notice } from '../domain/notices';
import type { NoticeLinks } from '../notify/payload';
import { NoticeRefusedError, postNotice } from '../notify/post-notice';
import { temporalUrl } from '../temporal/names/temporal-url';
import type { SentNotice } from './contract';
import type { ActivityDependencies, NoticeReceiver } from './dependencies';
import { runStep } from './step';

/** Tells the receiver of notices of a fact, if one is set. */
export function createSendNotice({ notices }: Pick<ActivityDependencies, 'notices'>) {
  return (notice: Notice): Promise<SentNotice> =>
    runStep('notify', notice.id, async ({ signal }) => {
      if (notices === undefined) return { isSent: false };
      try {
        await postNotice(notices.url, notice, { links: linksOf(notice, notices), signal });
      } catch (error) {
        if (!(error instanceof NoticeRefusedError)) throw error;
        throw ApplicationFailure.nonRetryable(error.message, 'NoticeRefused');
      }
      return { isSent: true };
    });
}

function linksOf({ dates, run }: Notice, { dashboardUrl, temporalUi }: NoticeReceiver): NoticeLinks {
  const page = dates === null || dates.from !== dates.to ? '' : `dates/${dates.from}`;
  return {
    ...(dashboardUrl !== undefined && { dashboard: `${dashboardUrl.replace(/\/+$/, '')}/${page}` }),
    ...(temporalUi !== undefined && run !== null && { temporal: temporalUrl(run, temporalUi) }),
  };
}
