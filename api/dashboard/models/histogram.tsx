import { countText } from '../format';
import { Bar } from '../parts';

/** One row of a histogram. */
export interface Bin {
  readonly name: string;
  readonly count: number;
}

/** How many there are of each kind. */
export function Histogram({
  label,
  kind,
  unit,
  bins,
}: {
  /** Its content as text, for screen readers. */
  readonly label: string;
  readonly kind: string;
  readonly unit: string;
  readonly bins: readonly Bin[];
}) {
  const most = Math.max(1, ...bins.map(({ count }) => count));
  return (
    <table class="bars histogram">
      <caption class="unseen">{label}</caption>
      <thead>
        <tr>
          <th scope="col" class="n">
            {kind}
          </th>
          <th scope="col" colSpan={2}>
            {unit}
          </th>
        </tr>
      </thead>
      <tbody>
        {bins.map(({ name, count }) => (
          <tr>
            <th scope="row" class="n">
              {name}
            </th>
            <td class="n">{countText(count)}</td>
            <td class="stretch">
              <Bar share={count / most} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
