"use strict";
var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || (function () {
    var ownKeys = function(o) {
        ownKeys = Object.getOwnPropertyNames || function (o) {
            var ar = [];
            for (var k in o) if (Object.prototype.hasOwnProperty.call(o, k)) ar[ar.length] = k;
            return ar;
        };
        return ownKeys(o);
    };
    return function (mod) {
        if (mod && mod.__esModule) return mod;
        var result = {};
        if (mod != null) for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== "default") __createBinding(result, mod, k[i]);
        __setModuleDefault(result, mod);
        return result;
    };
})();
Object.defineProperty(exports, "__esModule", { value: true });
exports.migrate = migrate;
exports.pendingMigrations = pendingMigrations;
const kysely_1 = require("kysely");
const api_role_1 = require("./api-role");
const listsAndRuns = __importStar(require("./migrations/0001-lists-and-runs"));
const listsAsRows = __importStar(require("./migrations/0002-lists-as-rows"));
const totalsOfRuns = __importStar(require("./migrations/0003-totals-of-runs"));
const apiKeys = __importStar(require("./migrations/0004-api-keys"));
const MIGRATIONS = {
    '0001-lists-and-runs': listsAndRuns,
    '0002-lists-as-rows': listsAsRows,
    '0003-totals-of-runs': totalsOfRuns,
    '0004-api-keys': apiKeys,
};
function migrator(db) {
    return new kysely_1.Migrator({ db, provider: { getMigrations: () => Promise.resolve(MIGRATIONS) } });
}
/**
 * Brings the database up to the newest migration, readies the role of the API, and returns the names of the migrations
 * just applied. Safe to run from several processes at once: one does it, the others wait.
 *
 * @throws the error of the migration that failed, which is rolled back.
 */
async function migrate(db) {
    const { error, results = [] } = await migrator(db).migrateToLatest();
    if (error instanceof Error)
        throw error;
    if (error !== undefined)
        throw new Error('a migration failed', { cause: error });
    await (0, api_role_1.grantApiRole)(db);
    return results.map(({ migrationName }) => migrationName);
}
/** Names of the migrations that the database still lacks. */
async function pendingMigrations(db) {
    const migrations = await migrator(db).getMigrations();
    return migrations.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
}
//# sourceMappingURL=migrate.js.map