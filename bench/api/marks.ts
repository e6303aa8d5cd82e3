import type { CalendarDay } from '../../domain/execution-date';
import { addDays, scheduledTime } from '../../domain/execution-date';

/** The date with lists. */
export const DATE: CalendarDay = '2024-01-30';
/** Dates that the overview page has, up to the one with lists. */
export const DATES = 366;
/** The first of them. */
export const FIRST_DATE = addDays(DATE, 1 - DATES);

/** The SQL of a product's id from `mark`, `advertiser_id` and `rank`: 6 characters, the first two its publication's mark. */
export const PRODUCT_ID_SQL = `lpad(mark::text, 2, '0') || left(md5(advertiser_id || rank), 2) || lpad(rank::text, 2, '0')`;

/** The mark in a product's id. */
export function markOfProduct(productId: string): number {
  return Number(productId.slice(0, 2));
}

/** The publication time that readers are told for a mark. */
export function instantOfMark(mark: number): string {
  return new Date(scheduledTime(DATE).getTime() + mark * 1_000).toISOString();
}

/** The mark for a publication time, the inverse of `instantOfMark`. */
export function markOfInstant(publishedAt: string): number {
  return (Date.parse(publishedAt) - scheduledTime(DATE).getTime()) / 1_000;
}
