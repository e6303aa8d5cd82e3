import type { ComponentChildren } from 'preact';
import { FORMS, PAGES } from '../endpoints/pages';
import { PROBLEMS } from '../endpoints/problems';
import type { ProblemKind } from '../endpoints/problems';
import type { Problem } from '../problem';
import { Layout, SearchForm, toHtml } from './layout';
import type { Site } from './layout';
import { Command } from './parts';

/** What an error page is told of the request. */
interface FailedRequest {
  /** Path and query, to try again. */
  readonly url: string;
  /** In the service's log. */
  readonly requestId: string;
  /** Whether the browser has sent a key. */
  readonly hasKey: boolean;
}

/** An error as a browser sees it: what went wrong, and what to do. */
export function problemPage(site: Site, problem: Problem, request: FailedRequest): string {
  const isSignIn = problem.kind === 'noKey';
  const title = isSignIn ? 'Sign in' : PROBLEMS[problem.kind].title;
  return toHtml(
    <Layout
      site={isSignIn ? { ...site, keysRequired: false } : site}
      title={title}
      hasSearch={problem.kind === 'unknownAdvertiser'}
    >
      <h1>{title}</h1>
      {isSignIn && !request.hasKey ? (
        <p>The lists are shown to holders of a key of the API only.</p>
      ) : (
        <p class="notice">{sentence(problem.detail)}</p>
      )}
      {remedyOf(problem.kind, request)}
      <p class="quiet">
        Status {problem.status} · request <code>{request.requestId}</code>
      </p>
    </Layout>,
  );
}

/** What to do about each kind; about the others, to go to the overview. */
const REMEDIES: Partial<Record<ProblemKind, (request: FailedRequest) => ComponentChildren>> = {
  noKey: ({ url }) => <SignIn next={url} />,
  forbidden: () => (
    <p>
      <a href={PAGES.advertisers.path}>The advertisers that this key is for</a>, or sign out and sign in with
      another key.
    </p>
  ),
  noDatabase: ({ url }) => <Wait url={url} />,
  notReady: ({ url }) => <Wait url={url} />,
  unknownAdvertiser: () => (
    <>
      <p>Ids are compared byte for byte, upper and lower case included. Look for a part of it:</p>
      <SearchForm id="find-again" />
    </>
  ),
  internal: () => <p>The log of the service has the reason, under the request below.</p>,
};

function remedyOf(kind: ProblemKind, request: FailedRequest): ComponentChildren {
  const remedy = REMEDIES[kind];
  if (remedy !== undefined) return remedy(request);
  return (
    <p>
      <a href={PAGES.overview.path}>To the overview</a>
    </p>
  );
}

function Wait({ url }: { readonly url: string }) {
  return (
    <>
      <p>
        Nothing is shown from memory, since it might no longer be true. What is published is safe, and pages
        come back by themselves as soon as the database does.
      </p>
      <p>
        <a href={url}>Try again</a>
      </p>
    </>
  );
}

function SignIn({ next }: { readonly next: string }) {
  return (
    <>
      <form method="post" action={FORMS.signIn.path} class="sign-in">
        <input type="hidden" name="next" value={next} />
        <label for="key">Key</label>
        <input
          id="key"
          name="key"
          type="password"
          required
          autocomplete="current-password"
          placeholder="adk_…"
        />
        <button type="submit">Sign in</button>
      </form>
      <p>Who runs this service makes a key, which is shown once:</p>
      <Command text="npx adtech keys create --name 'dashboard of …'" />
      <p>
        The browser keeps the key in a cookie until it is closed or you sign out. A key that is limited to
        advertisers shows those only.
      </p>
    </>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
