import { countText, percentText } from '../format';
import { coordinate, roundMaximum } from './scale';

const WIDTH = 620;
const HEIGHT = 320;
const MARGIN = { left: 48, right: 70, top: 28, bottom: 40 };
/** Products that are named beside their dot, where there is room for it. */
const NAMED = 5;
const LABEL_LENGTH = 16;
const CHARACTER = { width: 8, height: 14 };
const GUIDES = 3;

/** A product with what happened to its ads. */
export interface AdCounts {
  readonly product: string;
  readonly rank: number;
  readonly clicks: number;
  readonly impressions: number;
}

/** Clicks against impressions, a dot for each product; along a guide the ctr is the same. */
export function ClickChart({ products }: { readonly products: readonly AdCounts[] }) {
  const right = roundMaximum(Math.max(...products.map(({ impressions }) => impressions)));
  const top = roundMaximum(Math.max(...products.map(({ clicks }) => clicks)));
  const x = (impressions: number) =>
    MARGIN.left + (impressions / right) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (clicks: number) =>
    HEIGHT - MARGIN.bottom - (clicks / top) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const best = roundMaximum(Math.max(...products.map(({ clicks, impressions }) => clicks / impressions)));
  const longest = Math.max(...products.map(({ product }) => product.length));
  const room = CHARACTER.width * (1 + Math.min(LABEL_LENGTH, longest));
  const named: AdCounts[] = [];
  for (const one of products.slice(0, NAMED)) {
    const isFree = named.every(
      (other) =>
        Math.abs(x(other.impressions) - x(one.impressions)) > room ||
        Math.abs(y(other.clicks) - y(one.clicks)) > CHARACTER.height,
    );
    if (isFree) named.push(one);
  }
  const guides = Array.from({ length: GUIDES }, (_, i) => best / (2 << i));
  return (
    <svg
      class="clicks"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      role="img"
      aria-label={`Clicks against impressions of ${String(products.length)} products; the table of TopCTR above has the same.`}
    >
      <path class="grid" d={`M${x(0)} ${y(top)}V${y(0)}H${x(right)}`} />
      {[0, 0.5, 1].map((part) => (
        <>
          <text class="tick" x={x(part * right)} y={HEIGHT - MARGIN.bottom + 16} text-anchor="middle">
            {countText(part * right)}
          </text>
          {Number.isInteger(part * top) && (
            <text class="tick" x={MARGIN.left - 6} y={y(part * top) + 4} text-anchor="end">
              {countText(part * top)}
            </text>
          )}
        </>
      ))}
      <text class="tick" x={x(right)} y={HEIGHT - 6} text-anchor="end">
        impressions →
      </text>
      <text class="tick" x={MARGIN.left + 8} y={y(top) + 4}>
        ↑ clicks
      </text>
      {guides.map((ctr) => {
        // As far as the frame goes, upwards or to the right.
        const impressions = Math.min(right, top / ctr);
        const [endX, endY] = [x(impressions), y(impressions * ctr)];
        return (
          <>
            <path class="guide" d={`M${x(0)} ${y(0)}L${coordinate(endX)} ${coordinate(endY)}`} />
            <text class="tick" x={endX + 4} y={endY + 4}>
              {percentText(ctr)}
            </text>
          </>
        );
      })}
      {products.map(({ product, rank, clicks, impressions }) => (
        <g class={rank <= NAMED ? `c${String(rank)}` : 'rest'}>
          <title>{`${product}: ${countText(clicks)} clicks, ${countText(impressions)} impressions, ctr ${percentText(clicks / impressions)}`}</title>
          <circle cx={coordinate(x(impressions))} cy={coordinate(y(clicks))} r={5} />
          {named.some((one) => one.product === product) && (
            <text x={coordinate(x(impressions) + 8)} y={coordinate(y(clicks) - 6)}>
              {product.slice(0, LABEL_LENGTH)}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}
