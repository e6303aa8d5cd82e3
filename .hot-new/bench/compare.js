"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.ListRecord = exports.ResultsDifferError = void 0;
exports.publishedLists = publishedLists;
exports.writtenLists = writtenLists;
const node_crypto_1 = require("node:crypto");
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
const plan_1 = require("./plan");
/** The figures of a list's row, by model; the names are those of the tables and of the peers' files. */
const FIGURES = {
    top_products: ['views'],
    top_ctr: ['clicks', 'impressions', 'ctr'],
};
const TABLES = { top_products: 'top_products', top_ctr: 'top_ctr_products' };
const LIST_MODELS = Object.keys(FIGURES);
/** Two that should have published the same have not. */
class ResultsDifferError extends Error {
    name = 'ResultsDifferError';
}
exports.ResultsDifferError = ResultsDifferError;
/** The lists that the system has published for a date. */
async function publishedLists(client, date) {
    return ofEachModel(async (model) => {
        const columns = ['advertiser_id', 'rank', 'product_id', ...FIGURES[model]].join(', ');
        const { rows } = await client.query({
            text: `SELECT ${columns} FROM ${TABLES[model]} WHERE date = $1 ORDER BY advertiser_id COLLATE "C", rank`,
            values: [date],
            rowMode: 'array',
        });
        return rows.map((row) => canonicalLine(row.map(String)));
    });
}
/** The lists that a peer has written for a date into a folder, as `<date>.<model>.csv` with a header; none without a file. */
function writtenLists(folder, date) {
    return ofEachModel((model) => {
        const file = node_path_1.default.join(folder, `${date}.${model}.csv`);
        if (!(0, node_fs_1.existsSync)(file))
            return [];
        const [header = '', ...lines] = (0, node_fs_1.readFileSync)(file, 'utf8').split(/\r?\n/);
        const names = header.split(',');
        const wanted = ['advertiser_id', 'rank', 'product_id', ...FIGURES[model]].map((name) => names.indexOf(name));
        return lines
            .filter((line) => line !== '')
            .map((line) => {
            const cells = line.split(',');
            return canonicalLine(wanted.map((index) => cells[index] ?? ''));
        });
    });
}
/** Remembers the first lists of each date of the same logs, and holds all later ones against them. */
class ListRecord {
    folder;
    #first = new Map();
    /** @param folder keeps the lines, so that a difference can be shown. */
    constructor(folder) {
        this.folder = folder;
    }
    /** @throws ResultsDifferError with the first line that differs. */
    check(logsKey, who, date, lists) {
        // After the logs' last day no row is added.
        const asOf = date < plan_1.LAST_LOG_DAY ? date : plan_1.LAST_LOG_DAY;
        for (const model of LIST_MODELS) {
            const key = `${logsKey}/${asOf}.${model}`;
            const text = lists[model].join('\n');
            const hash = (0, node_crypto_1.createHash)('sha256').update(text).digest('hex');
            const first = this.#first.get(key);
            if (first === undefined) {
                const file = node_path_1.default.join(this.folder, key);
                (0, node_fs_1.mkdirSync)(node_path_1.default.dirname(file), { recursive: true });
                (0, node_fs_1.writeFileSync)(file, text);
                this.#first.set(key, { who, hash, file });
            }
            else if (first.hash !== hash) {
                throw new ResultsDifferError(`${model} of ${date} differs: ${firstDifference({ who: first.who, lines: (0, node_fs_1.readFileSync)(first.file, 'utf8').split('\n') }, { who, lines: lists[model] })}`);
            }
        }
    }
}
exports.ListRecord = ListRecord;
function firstDifference(...sides) {
    const length = Math.max(...sides.map(({ lines }) => lines.length));
    for (let line = 0; line < length; line++) {
        const [one, ...others] = sides.map(({ lines }) => lines[line]);
        if (others.every((other) => other === one))
            continue;
        const said = sides.map(({ who, lines }) => `  ${who}: ${lines[line]?.replaceAll('\t', ' ') ?? '(no such line)'}`);
        return `line ${line + 1}, as advertiser, rank, product, figures\n${said.join('\n')}`;
    }
    return 'in no line';
}
/** Numbers as JavaScript prints them: for a double that is the shortest text which no other double has. */
function canonicalLine([advertiser = '', rank = '', product = '', ...figures]) {
    return [advertiser, rank.padStart(2, '0'), product, ...figures.map((text) => String(Number(text)))].join('\t');
}
async function ofEachModel(linesOf) {
    const sorted = async (model) => [...(await linesOf(model))].sort();
    return { top_products: await sorted('top_products'), top_ctr: await sorted('top_ctr') };
}
//# sourceMappingURL=compare.js.map