import express, { Router } from 'express';
import type { Request, Response } from 'express';
import { KEY_COOKIE } from '../access/credentials';
import { KEYS_UNREAD } from '../access/authorize';
import type { KeyRing } from '../access/key-ring';
import { FORMS, PAGES } from '../endpoints/pages';
import { Problem } from '../problem';

const BODY_LIMIT = '4kb';

/**
 * Signing in and out: a browser cannot send a key by itself, so that it keeps it in a cookie, which no script and no
 * other site's page can use. Without a key ring no key is required, and there is nothing to sign in to.
 */
export function sessionRoutes(keyRing: KeyRing | undefined): Router {
  const router = Router({ caseSensitive: true });
  router.post(
    FORMS.signIn.path,
    express.urlencoded({ extended: false, limit: BODY_LIMIT }),
    (request, response) => {
      assertSameOrigin(request);
      response.setHeader('Cache-Control', 'no-store');
      const { key, next } = fieldsOf(request);
      if (keyRing !== undefined) {
        if (!keyRing.isLoaded) throw KEYS_UNREAD;
        if (keyRing.verify(key) === undefined) throw new Problem('noKey', 'the key is unknown or revoked');
        setCookie(request, response, key);
      }
      response.redirect(303, pathOf(next));
    },
  );
  router.post(FORMS.signOut.path, (request, response) => {
    assertSameOrigin(request);
    response.setHeader('Cache-Control', 'no-store');
    setCookie(request, response, undefined);
    response.redirect(303, PAGES.overview.path);
  });
  return router;
}

/** Pages of other sites may not sign a browser in or out; a browser says where a form comes from. */
function assertSameOrigin({ headers }: Request): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') {
    throw new Problem('badRequest', 'this form must be sent from the dashboard itself');
  }
}

function fieldsOf({ body }: Request): { key: string; next: string } {
  const fields = (body ?? {}) as Record<string, unknown>;
  const text = (name: string) => {
    const value = fields[name];
    return typeof value === 'string' ? value : '';
  };
  return { key: text('key').trim(), next: text('next') };
}

/** A path of this server and nothing else, or the overview. */
function pathOf(next: string): string {
  const base = 'http://here.invalid';
  if (!next.startsWith('/') || !URL.canParse(next, base)) return PAGES.overview.path;
  const { origin, pathname, search } = new URL(next, base);
  return origin === base && !pathname.startsWith('//') ? `${pathname}${search}` : PAGES.overview.path;
}

function setCookie({ headers, socket }: Request, response: Response, key: string | undefined): void {
  // Behind a proxy that does TLS. Who lies about it only keeps their own cookie from being sent.
  const isSecure = headers['x-forwarded-proto'] === 'https' || 'encrypted' in socket;
  response.setHeader(
    'Set-Cookie',
    [
      `${KEY_COOKIE}=${key ?? ''}`,
      'Path=/',
      'HttpOnly',
      'SameSite=Strict',
      ...(isSecure ? ['Secure'] : []),
      ...(key === undefined ? ['Max-Age=0'] : []),
    ].join('; '),
  );
}
