import { isCalendarDay } from '../../domain/execution-date';
import { EVENT_LOGS } from '../../domain/logs';
import { MODELS } from '../../domain/models';
import { isNullable } from '../../domain/models/model';
import type { Model } from '../../domain/models/model';
import { ID_MAX_BYTES } from '../../domain/record-validation';
import { z } from './zod';

// eslint-disable-next-line no-control-regex
const NO_CONTROL_CHARACTERS = /^[^\u0000-\u001f\u007f-\u009f]*$/;

const [firstModel, ...otherModels] = MODELS.map(({ name }) => name);

/** An advertiser's or a product's id; one with too many bytes for a log is still an id, and unknown. */
const Id = z
  .string()
  .min(1)
  // JSON Schema counts characters, where a string's length counts one beyond U+FFFF twice.
  .refine((text) => Array.from(text).length <= ID_MAX_BYTES, `must have at most ${ID_MAX_BYTES} characters`)
  .regex(NO_CONTROL_CHARACTERS, 'must not have control characters')
  .openapi({ maxLength: ID_MAX_BYTES });

export const AdvertiserId = Id.openapi({
  description: 'Opaque, compared byte for byte.',
  example: '0LPGCLF37F0AOU0239N8',
});

export const Day = z
  .string()
  .refine(isCalendarDay, 'must be a day of the calendar as YYYY-MM-DD')
  .openapi({ type: 'string', format: 'date', example: '2024-11-29' });

export const Instant = z.iso
  .datetime()
  .openapi({ type: 'string', format: 'date-time', example: '2024-11-29T23:00:07.412Z' });

/** What a type given by hand says, `nullable` does not add to. */
const OR_NULL = { type: ['string', 'null'] as ['string', 'null'] };

export const DayOrNull = Day.nullable().openapi({ ...OR_NULL, format: 'date' });
export const InstantOrNull = Instant.nullable().openapi({ ...OR_NULL, format: 'date-time' });

export const ModelName = z
  .enum([firstModel ?? '', ...otherModels])
  .openapi({ description: 'The ranking method.', example: firstModel });

/** What says of a published date that some of its logs had not come. */
export const WithoutEvents = z.array(z.enum(EVENT_LOGS)).nullable().openapi({
  description:
    'The logs that have events on other days and none on the date itself: its lists are made from older events. Null where that is not known, as nothing is published or an earlier version did.',
  example: [],
});

/** A whole number in a query: digits only, within its limits. */
export function integerParameter(minimum: number, maximum: number, preset: number) {
  return z
    .string()
    .regex(/^(0|[1-9]\d{0,8})$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, `must be ${minimum} to ${maximum}`)
    .default(preset)
    .openapi({ type: 'integer', minimum, maximum, default: preset });
}

/** A count, from 0 to 2^53 - 1, which every number of JavaScript holds exactly. */
export const Count = z.int().min(0).openapi({ format: 'int64', maximum: Number.MAX_SAFE_INTEGER });

/** The figures of a model's products, by name. */
function metricsOf(model: Model) {
  return Object.fromEntries(
    model.metrics.map((metric) => {
      const figure = metric.type === 'integer' ? Count : z.number().min(0);
      return [metric.name, isNullable(metric) ? figure.nullable() : figure];
    }),
  );
}

/** A product in a list of this model, with further fields. */
export function entryOf<Shape extends z.core.$ZodLooseShape>(model: Model, more: Shape) {
  return z.strictObject({ rank: z.int().min(1).max(20), product_id: Id, ...metricsOf(model), ...more });
}
