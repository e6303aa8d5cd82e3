import { hash, randomBytes } from 'node:crypto';

const ID_BYTES = 6;
const SECRET_BYTES = 32;
const KEY = /^adk_([0-9a-f]{12})_([\w-]{43})$/;
const ID = /^[0-9a-f]{12}$/;

/** The parts of an API key. */
interface ApiKeyParts {
  /** 12 hex digits; not secret. */
  readonly id: string;
  /** 256 random bits in base64url. */
  readonly secret: string;
}

/** A new key. */
export function newApiKey(): ApiKeyParts {
  return {
    id: randomBytes(ID_BYTES).toString('hex'),
    secret: randomBytes(SECRET_BYTES).toString('base64url'),
  };
}

/** The text that the holder of a key sends: `adk_<id>_<secret>`. */
export function apiKeyText({ id, secret }: ApiKeyParts): string {
  return `adk_${id}_${secret}`;
}

/** Parses the text of a key; undefined for any other text. */
export function parseApiKey(text: string): ApiKeyParts | undefined {
  const [, id, secret] = KEY.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** Whether `text` can be the id of a key. */
export function isApiKeyId(text: string): boolean {
  return ID.test(text);
}

/**
 * The SHA-256 of a secret; only this digest is stored. Passwords need a slow hash because they can be guessed; 256 random
 * bits cannot, and with a fast hash each request is checked in microseconds.
 */
export function digestOfSecret(secret: string): Buffer {
  // Decoding the digest from text takes a third of the time of a direct buffer.
  return Buffer.from(hash('sha256', secret, 'binary'), 'latin1');
}
