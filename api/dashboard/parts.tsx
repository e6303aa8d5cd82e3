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

/** A horizontal bar of a share, 0 to 1; text beside it says the same. */
export function Bar({
  share,
  kind = 'accent',
}: {
  readonly share: number;
  readonly kind?: 'accent' | 'other';
}) {
  const width = `${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%`;
  return (
    <svg class={`bar ${kind}`} aria-hidden="true">
      <rect width={width} height="100%" rx="2" />
    </svg>
  );
}
