"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.onStopSignal = onStopSignal;
exports.aborted = aborted;
const node_events_1 = require("node:events");
/** A signal to stop, by Ctrl-C or SIGTERM; a second one ends the process at once. */
function onStopSignal() {
    const controller = new AbortController();
    // Each date that is waited for listens to it.
    (0, node_events_1.setMaxListeners)(0, controller.signal);
    for (const name of ['SIGINT', 'SIGTERM']) {
        process.on(name, () => {
            if (controller.signal.aborted)
                process.exit(130);
            controller.abort(new Error(`stopped by ${name}`));
        });
    }
    return controller.signal;
}
/** Resolves when the signal is aborted. */
function aborted(signal) {
    return new Promise((resolve) => {
        if (signal.aborted)
            resolve();
        else
            signal.addEventListener('abort', () => {
                resolve();
            });
    });
}
//# sourceMappingURL=stop-signal.js.map