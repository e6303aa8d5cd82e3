import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { DOCUMENTATION, FORMS, PAGES } from '../endpoints/pages';

/** What all pages are told. */
export interface Site {
  /** Of the style sheet, with a hash of its content. */
  readonly stylesHref: string;
  /** Whether browsers sign in with a key. */
  readonly keysRequired: boolean;
}

interface LayoutProps {
  readonly site: Site;
  readonly title: string;
  /** The page's entry in the navigation. */
  readonly current?: 'overview' | 'advertisers' | 'models' | 'evaluation';
  /** Whether the page itself has the form that finds an advertiser. */
  readonly hasSearch?: boolean;
  readonly children: ComponentChildren;
}

/** A whole document. */
export function Layout({ site, title, current, hasSearch = false, children }: LayoutProps) {
  const entry = (name: NonNullable<LayoutProps['current']>, text: string) => (
    <a href={PAGES[name].path} aria-current={name === current ? 'page' : undefined}>
      {text}
    </a>
  );
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Recommendations`}</title>
        <link rel="icon" href={DOCUMENTATION.icon.path} />
        <link rel="stylesheet" href={site.stylesHref} />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header class="top">
          <nav aria-label="Pages">
            {entry('overview', 'Overview')}
            {entry('advertisers', 'Advertisers')}
            {entry('models', 'Models')}
            {entry('evaluation', 'Evaluation')}
            <a href={DOCUMENTATION.page.path}>API</a>
          </nav>
          {!hasSearch && <SearchForm id="find" />}
          {site.keysRequired && (
            <form method="post" action={FORMS.signOut.path}>
              <button type="submit">Sign out</button>
            </form>
          )}
        </header>
        <main id="main" tabIndex={-1}>
          {children}
        </main>
        <footer>
          All dates and times are UTC. An execution date is the day that a run is for; it is due at 23:00.
        </footer>
      </body>
    </html>
  );
}

/** Finds an advertiser by a part of its id. */
export function SearchForm({ id, value }: { readonly id: string; readonly value?: string }) {
  return (
    <form role="search" method="get" action={PAGES.advertisers.path} class="search" aria-label="Advertiser">
      <label for={id}>Advertiser</label>
      <input
        id={id}
        name="q"
        type="search"
        maxLength={128}
        autocomplete="off"
        value={value}
        placeholder="id or part"
      />
      <button type="submit">Find</button>
    </form>
  );
}

/** The document as text. */
export function toHtml(document: VNode): string {
  return `<!doctype html>${renderToString(document)}`;
}
