"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.prepareStatement = prepareStatement;
const kysely_1 = require("kysely");
/** A place in a statement for a value that each execution gives. */
class Slot {
    name;
    constructor(name) {
        this.name = name;
    }
}
/**
 * Makes a statement out of a template in which each value of an execution stands by its name. Putting a text together takes
 * Kysely longer than all else that is done here for a statement that is executed often.
 */
function prepareStatement(template) {
    let compiled;
    return async (db, values) => {
        compiled ??= template((name) => new Slot(name)).compile(db);
        const parameters = compiled.parameters.map((value) => value instanceof Slot ? values[value.name] : value);
        const { rows } = await db.executeQuery(kysely_1.CompiledQuery.raw(compiled.sql, parameters));
        return rows;
    };
}
//# sourceMappingURL=prepared.js.map