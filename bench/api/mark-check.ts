import { LIST_LENGTH } from '../../domain/models/model';
import { markOfInstant, markOfProduct } from './marks';

interface MarkedList {
  readonly published_at: string;
  readonly recommendations: readonly { readonly rank: number; readonly product_id: string }[];
}

/** Checks answers while lists are published again: each answer must be whole and from one publication. */
export class MarkCheck {
  readonly #lastSeenAt = new Map<number, number>();
  firstError: string | undefined;

  /** Tells whether an answer is right. */
  check(body: string): boolean {
    const mark = markIn(body);
    if (mark === undefined) {
      this.firstError ??= `an answer is not whole, or not of one mark: ${body}`;
      return false;
    }
    this.#lastSeenAt.set(mark, Date.now());
    return true;
  }

  /** The marks that were seen, in order. */
  get marks(): { readonly mark: number; readonly lastSeenAt: number }[] {
    return [...this.#lastSeenAt]
      .map(([mark, lastSeenAt]) => ({ mark, lastSeenAt }))
      .sort((a, b) => a.mark - b.mark);
  }
}

/** The mark of an answer; undefined when the answer is not whole or mixes publications. */
function markIn(body: string): number | undefined {
  try {
    const { published_at, recommendations } = JSON.parse(body) as MarkedList;
    const mark = markOfInstant(published_at);
    const isWhole =
      recommendations.length === LIST_LENGTH &&
      recommendations.every(
        ({ rank, product_id }, i) => rank === i + 1 && markOfProduct(product_id) === mark,
      );
    return isWhole ? mark : undefined;
  } catch {
    return undefined;
  }
}
