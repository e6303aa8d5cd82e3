import type { Client } from '@temporalio/client';
import type { CountObjects } from '../activities/dependencies';
import type { Settings } from '../config/settings';
import type { Lake } from '../storage/lake';
import { createObjectCounter } from './counting-runs';

/** What counting engines work with; each takes what it needs. */
export interface EngineContext {
  readonly lake: Lake;
  readonly client: Client;
  readonly settings: Settings;
}

/** Makes the engine that counts objects. The only one runs `countObject` workflows; another one is chosen here. */
export function createCountingEngine(context: EngineContext): CountObjects {
  return createObjectCounter(context);
}
