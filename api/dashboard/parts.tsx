import type { ComponentChildren } from 'preact';

/** A figure with its name, as one of several in a row. */
export interface Tile {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly note?: ComponentChildren;
}

/** The most important figures of a page. */
export function Tiles({ tiles }: { readonly tiles: readonly Tile[] }) {
  return (
    <dl class="tiles">
      {tiles.map(({ name, value, note }) => (
        <div>
          <dt>{name}</dt>
          <dd>
            <strong>{value}</strong>
            {note !== undefined && <small>{note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A command to copy: one click selects it. */
export function Command({ text }: { readonly text: string }) {
  return <code class="command">{text}</code>;
}

/** Something wider than a phone, which scrolls by itself, by keyboard too. */
export function Wide({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    <div class="wide" role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}

/** What a part of a page says when it has nothing to show. */
export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

/** A column of a table: its title, or more of it. */
export type Column =
  | string
  | {
      readonly title: ComponentChildren;
      /** Whether it has figures, which are flush right. */
      readonly isNumber?: boolean;
      /** Cells of a row that it heads; default 1. */
      readonly span?: number;
    };

/** A column of figures. */
export function figures(title: ComponentChildren): Column {
  return { title, isNumber: true };
}

/** The titles of a table's columns. */
export function Head({
  columns,
  isHidden = false,
}: {
  readonly columns: readonly Column[];
  /** Whether only screen readers are told; default false. */
  readonly isHidden?: boolean;
}) {
  return (
    <thead class={isHidden ? 'unseen' : undefined}>
      <tr>
        {columns.map((column) => {
          const { title, isNumber, span } = typeof column === 'string' ? { title: column } : column;
          return (
            <th scope="col" class={isNumber === true ? 'n' : undefined} colSpan={span}>
              {title}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
