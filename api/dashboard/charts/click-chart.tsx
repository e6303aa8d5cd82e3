import { countText, percentText } from '../format';
import { COLOURED_RANKS, markOf, Plot, Tick } from './plot';
import { coordinate, linear, roundMaximum } from './scale';

const WIDTH = 620;
const HEIGHT = 320;
const MARGIN = { left: 48, right: 70, top: 28, bottom: 40 };
const LABEL_LENGTH = 16;
const CHARACTER = { width: 8, height: 14 };
const GUIDES = 3;

/** A product with what happened to its ads. */
interface AdCounts {
  readonly product: string;
  readonly rank: number;
  readonly clicks: number;
  readonly impressions: number;
}

/** Clicks against impressions, a dot for each product; along a guide the ctr is the same. */
export function ClickChart({ products }: { readonly products: readonly AdCounts[] }) {
  const right = roundMaximum(Math.max(...products.map(({ impressions }) => impressions)));
  const top = roundMaximum(Math.max(...products.map(({ clicks }) => clicks)));
  const x = linear([0, right], [MARGIN.left, WIDTH - MARGIN.right]);
  const y = linear([0, top], [HEIGHT - MARGIN.bottom, MARGIN.top]);
  const best = roundMaximum(Math.max(...products.map(({ clicks, impressions }) => clicks / impressions)));
  const named = namedOf(products, x, y);
  const guides = Array.from({ length: GUIDES }, (_, i) => best / (2 << i));
  return (
    <Plot
      kind="clicks"
      label={`Clicks against impressions of ${String(products.length)} products; the table of TopCTR above has the same.`}
      width={WIDTH}
      height={HEIGHT}
    >
      <path class="grid" d={`M${x(0)} ${y(top)}V${y(0)}H${x(right)}`} />
      {[0, 0.5, 1].map((part) => (
        <>
          <Tick x={x(part * right)} y={HEIGHT - MARGIN.bottom + 16} anchor="middle">
            {countText(part * right)}
          </Tick>
          {Number.isInteger(part * top) && (
            <Tick x={MARGIN.left - 6} y={y(part * top) + 4} anchor="end">
              {countText(part * top)}
            </Tick>
          )}
        </>
      ))}
      <Tick x={x(right)} y={HEIGHT - 6} anchor="end">
        impressions →
      </Tick>
      <Tick x={MARGIN.left + 8} y={y(top) + 4}>
        ↑ clicks
      </Tick>
      {guides.map((ctr) => {
        // As far as the frame goes, upwards or to the right.
        const impressions = Math.min(right, top / ctr);
        const [endX, endY] = [x(impressions), y(impressions * ctr)];
        return (
          <>
            <path class="guide" d={`M${x(0)} ${y(0)}L${endX} ${endY}`} />
            <Tick x={coordinate(endX + 4)} y={coordinate(endY + 4)}>
              {percentText(ctr)}
            </Tick>
          </>
        );
      })}
      {products.map(({ product, rank, clicks, impressions }) => (
        <g class={markOf(rank)}>
          <title>{`${product}: ${countText(clicks)} clicks, ${countText(impressions)} impressions, ctr ${percentText(clicks / impressions)}`}</title>
          <circle cx={x(impressions)} cy={y(clicks)} r={5} />
          {named.has(product) && (
            <text x={coordinate(x(impressions) + 8)} y={coordinate(y(clicks) - 6)}>
              {product.slice(0, LABEL_LENGTH)}
            </text>
          )}
        </g>
      ))}
    </Plot>
  );
}

/** The coloured products that have room for their name beside their dot. */
function namedOf(
  products: readonly AdCounts[],
  x: (impressions: number) => number,
  y: (clicks: number) => number,
): ReadonlySet<string> {
  const longest = Math.max(...products.map(({ product }) => product.length));
  const room = CHARACTER.width * (1 + Math.min(LABEL_LENGTH, longest));
  const named: AdCounts[] = [];
  for (const one of products.slice(0, COLOURED_RANKS)) {
    const isFree = named.every(
      (other) =>
        Math.abs(x(other.impressions) - x(one.impressions)) > room ||
        Math.abs(y(other.clicks) - y(one.clicks)) > CHARACTER.height,
    );
    if (isFree) named.push(one);
  }
  return new Set(named.map(({ product }) => product));
}
