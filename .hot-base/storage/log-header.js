"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.BadLogError = void 0;
exports.mapColumns = mapColumns;
exports.headerOf = headerOf;
const logs_1 = require("../domain/logs");
/** A log object that cannot be read as what it is; trying again will not help before somebody mends it. */
class BadLogError extends Error {
    key;
    fault;
    line;
    name = 'BadLogError';
    /** @param line where the fault lies, from 1, if it lies in one place. */
    constructor(key, fault, line) {
        super(line === undefined ? `${key}: ${fault}` : `${key}: line ${String(line)}: ${fault}`);
        this.key = key;
        this.fault = fault;
        this.line = line;
    }
}
exports.BadLogError = BadLogError;
/**
 * Finds the columns of a log in an object's header, in whatever order they are.
 * @throws BadLogError when one is missing or there twice.
 */
function mapColumns(log, key, header) {
    const expected = logs_1.LOG_COLUMNS[log];
    const faults = [];
    for (const column of expected) {
        const count = header.filter((name) => name === column).length;
        if (count === 0)
            faults.push(`column \`${column}\` is missing`);
        if (count > 1)
            faults.push(`column \`${column}\` is there ${String(count)} times`);
    }
    if (faults.length > 0) {
        const found = header
            .map((name) => JSON.stringify(name.slice(0, 40)))
            .join(', ')
            .slice(0, 200);
        throw new BadLogError(key, `${faults.join(', ')}; expected ${headerOf(log)} in any order, found ${found}${hintOn(header)}`);
    }
    return { width: header.length, positions: expected.map((column) => header.indexOf(column)) };
}
function hintOn(header) {
    const first = header[0] ?? '';
    if (header.length === 1 && first.includes(';'))
        return '; is `;` its delimiter? Use commas';
    if (header.length === 1 && first.includes('\t'))
        return '; is a tab its delimiter? Use commas';
    if (first.includes('\0'))
        return '; is it UTF-16? Save it as UTF-8';
    return '';
}
/** The header of a log, for messages. */
function headerOf(log) {
    return `\`${logs_1.LOG_COLUMNS[log].join(',')}\``;
}
//# sourceMappingURL=log-header.js.map