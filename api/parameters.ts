import { isCalendarDay } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import { findModel, MODELS } from '../domain/models';
import type { Model } from '../domain/models/model';
import { ID_MAX_BYTES } from '../domain/record-validation';
import { Problem } from './problem';

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** The advertiser of a path. @throws Problem 400 for what cannot be an id. */
export function advertiserParameter(value: unknown): string {
  const text = typeof value === 'string' ? value : '';
  if (text === '' || Buffer.byteLength(text) > ID_MAX_BYTES || CONTROL.test(text)) {
    throw new Problem(
      400,
      'Bad advertiser',
      `an advertiser id has 1 to ${String(ID_MAX_BYTES)} bytes and no control characters`,
    );
  }
  return text;
}

/** The model of a path. @throws Problem 400 for an unknown one. */
export function modelParameter(value: unknown): Model {
  const model = typeof value === 'string' ? findModel(value) : undefined;
  if (model !== undefined) return model;
  throw new Problem(400, 'Unknown model', `the models are ${MODELS.map(({ name }) => name).join(' and ')}`);
}

/** `?date=`, absent for today's list. @throws Problem 400 for what is no day. */
export function dateParameter(value: unknown): CalendarDay | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && isCalendarDay(value)) return value;
  throw new Problem(400, 'Bad date', 'date must be one day of the calendar as YYYY-MM-DD');
}
