import { LIST_LENGTH } from '../../domain/models/model';
import { markOfInstant, markOfProduct } from './marks';

interface MarkedList {
  readonly published_at: string;
  readonly recommendations: readonly { readonly rank: number; readonly product_id: string }[];
}

/** Looks at answers while lists are published again: each must be whole, and of one publication throughout. */
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

/** The mark of an answer; undefined when it is not whole or of more than one publication. */
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
