"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.validate = validate;
const problem_1 = require("./problem");
/** Faults that are listed, at most. */
const LISTED_FAULTS = 10;
/** Of a fault's text and of a name that a caller chose. */
const TEXT_LENGTH = 200;
/** The checked values of a request. @throws Problem 400 with every fault. */
function validate(endpoint, request) {
    const faults = [];
    const check = (where, schema, value) => {
        if (schema === undefined)
            return undefined;
        const parsed = schema.safeParse(value);
        if (parsed.success)
            return parsed.data;
        for (const issue of parsed.error.issues) {
            const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
            const name = (keys.length > 0 ? keys : issue.path).map(String).join('.').slice(0, TEXT_LENGTH);
            const detail = keys.length > 0 ? 'is not known here' : issue.message.slice(0, TEXT_LENGTH);
            faults.push({ in: where, name, detail });
        }
        return undefined;
    };
    const params = check('path', endpoint.params, request.params);
    const query = check('query', endpoint.query, request.query);
    const body = check('body', endpoint.body, request.body);
    if (faults.length > 0) {
        const listed = faults.slice(0, LISTED_FAULTS);
        const detail = listed.map((fault) => `${fault.in} ${fault.name}: ${fault.detail}`).join('; ');
        throw new problem_1.Problem('badRequest', detail, { errors: listed });
    }
    return { params, query, body };
}
//# sourceMappingURL=validate.js.map