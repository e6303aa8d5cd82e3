import type { ActivityOptions } from '@temporalio/workflow';
import { COUNTING_TASK_QUEUE } from '../temporal/names/run-identity';

/** How the activities of counting run. */
export const COUNTING_STEPS: ActivityOptions = {
  // A separate queue: long counting does not take the slots of the dates that wait for it.
  taskQueue: COUNTING_TASK_QUEUE,
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '15 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '1 minute',
    maximumAttempts: 60,
  },
};
