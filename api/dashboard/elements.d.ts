// What pages are made of, in place of Preact's own types: those need the types of a browser, which would then be there
// for the whole server, and they allow what a page here must not have (style, event handlers, raw HTML).

/** An element that is not text yet. */
export interface VNode<Props = unknown> {
  readonly type: unknown;
  readonly props: Props;
}

/** What may stand within an element; text is escaped. */
export type ComponentChildren =
  VNode | string | number | boolean | null | undefined | readonly ComponentChildren[];

export function jsx(type: unknown, props: unknown, key?: string): VNode;
export const jsxs: typeof jsx;
export const Fragment: (props: { children?: ComponentChildren }) => VNode;

interface Global {
  readonly id?: string;
  readonly class?: string | undefined;
  readonly title?: string;
  readonly role?: 'group' | 'img' | 'search' | undefined;
  readonly tabIndex?: 0 | -1;
  readonly children?: ComponentChildren;
  readonly 'aria-label'?: string | undefined;
  readonly 'aria-labelledby'?: string;
  readonly 'aria-hidden'?: 'true' | undefined;
  readonly 'aria-current'?: 'page' | 'true' | undefined;
}

interface Cell extends Global {
  readonly colSpan?: number | undefined;
}

interface HeaderCell extends Cell {
  readonly scope: 'row' | 'col';
}

interface Input extends Global {
  readonly name: string;
  readonly type: 'search' | 'hidden' | 'password';
  readonly value?: string | undefined;
  readonly placeholder?: string;
  readonly maxLength?: number;
  readonly required?: boolean;
  readonly autocomplete?: 'off' | 'current-password';
}

type Length = number | string;

interface Svg extends Global {
  readonly viewBox?: string | undefined;
  readonly width?: Length | undefined;
  readonly height?: Length | undefined;
  readonly preserveAspectRatio?: 'none' | undefined;
}

interface SvgText extends Global {
  readonly x: Length;
  readonly y: Length;
  readonly 'text-anchor'?: 'start' | 'middle' | 'end' | undefined;
}

type Plain =
  | (
      | 'html'
      | 'head'
      | 'body'
      | 'header'
      | 'main'
      | 'footer'
      | 'nav'
      | 'section'
      | 'div'
      | 'figure'
      | 'figcaption'
    )
  | (
      | 'h1'
      | 'h2'
      | 'h3'
      | 'p'
      | 'span'
      | 'strong'
      | 'em'
      | 'small'
      | 'code'
      | 'ul'
      | 'li'
      | 'dl'
      | 'dt'
      | 'dd'
    )
  | ('table' | 'caption' | 'thead' | 'tbody' | 'tr' | 'summary' | 'title' | 'g');

export namespace JSX {
  type Element = VNode;
  interface ElementChildrenAttribute {
    children: unknown;
  }
  interface IntrinsicElements extends Record<Exclude<Plain, 'html'>, Global> {
    html: Global & { readonly lang: string };
    meta: { readonly charset: string } | { readonly name: string; readonly content: string };
    link: { readonly rel: 'icon' | 'stylesheet'; readonly href: string };
    a: Global & { readonly href: string };
    td: Cell;
    th: HeaderCell;
    details: Global & { readonly open?: boolean };
    form: Global & { readonly method: 'get' | 'post'; readonly action: string };
    label: Global & { readonly for: string };
    input: Input;
    button: Global & { readonly type: 'submit' };
    svg: Svg;
    path: Global & { readonly d: string };
    rect: Global & { readonly width: Length; readonly height: Length; readonly rx?: Length };
    circle: Global & { readonly cx: Length; readonly cy: Length; readonly r: Length };
    text: SvgText;
  }
}
