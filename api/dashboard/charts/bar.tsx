import type { ComponentChildren } from 'preact';
import { countText } from '../format';
import { figures, Head } from '../parts';
import type { Column } from '../parts';
import { Plot } from './plot';

/** The colour of a bar. */
type Kind = 'accent' | 'other';

/** A horizontal bar of a share, 0 to 1; text beside it says the same. */
export function Bar({ share, kind = 'accent' }: { readonly share: number; readonly kind?: Kind }) {
  return (
    <Plot kind={`bar ${kind}`}>
      <rect width={`${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%`} height="100%" rx="2" />
    </Plot>
  );
}

/** A row of a table of bars. */
interface BarRow {
  readonly name: ComponentChildren;
  readonly figures: readonly string[];
  /** Length of the bar, 0 to 1. */
  readonly share: number;
}

/** A table with a bar in each row, in its last column or beside the figure there. */
export function BarTable({
  caption,
  columns,
  hidesHead = false,
  kind = 'accent',
  rows,
}: {
  /** What it shows, for screen readers. */
  readonly caption?: string;
  readonly columns: readonly Column[];
  /** Whether only screen readers are told the titles of its columns. */
  readonly hidesHead?: boolean;
  readonly kind?: Kind;
  readonly rows: readonly BarRow[];
}) {
  const [first] = columns;
  const nameClass = typeof first === 'object' && first.isNumber === true ? 'n' : undefined;
  return (
    <table class="bars">
      {caption !== undefined && <caption class="unseen">{caption}</caption>}
      <Head columns={columns} isHidden={hidesHead} />
      <tbody>
        {rows.map(({ name, figures, share }) => (
          <tr>
            <th scope="row" class={nameClass}>
              {name}
            </th>
            {figures.map((figure) => (
              <td class="n">{figure}</td>
            ))}
            <td class="stretch">
              <Bar share={share} kind={kind} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
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
  readonly bins: readonly { readonly name: string; readonly count: number }[];
}) {
  const most = Math.max(1, ...bins.map(({ count }) => count));
  return (
    <BarTable
      caption={label}
      columns={[figures(kind), { title: unit, span: 2 }]}
      rows={bins.map(({ name, count }) => ({ name, figures: [countText(count)], share: count / most }))}
    />
  );
}
