"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.up = up;
const kysely_1 = require("kysely");
/** The keys of the API, each by the digest of its secret. */
async function up(db) {
    await (0, kysely_1.sql) `
    CREATE TABLE api_keys (
      id text COLLATE "C" PRIMARY KEY,
      name text NOT NULL,
      secret_sha256 bytea NOT NULL,
      -- NULL is all of them; an empty array would be a key for nothing.
      advertisers text[] COLLATE "C",
      created_at timestamptz NOT NULL DEFAULT now(),
      revoked_at timestamptz,
      CONSTRAINT length_of_name CHECK (length(name) BETWEEN 1 AND 100),
      CONSTRAINT length_of_sha256 CHECK (octet_length(secret_sha256) = 32),
      CONSTRAINT some_advertisers CHECK (
        cardinality(advertisers) BETWEEN 1 AND 10000 AND array_position(advertisers, NULL) IS NULL)
    )`.execute(db);
}
//# sourceMappingURL=0004-api-keys.js.map