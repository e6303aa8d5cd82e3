"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.answerConnectionFaults = answerConnectionFaults;
const node_crypto_1 = require("node:crypto");
const node_http_1 = require("node:http");
const problem_1 = require("./problem");
/** By the code of Node's error: what no request could be made of. */
const KINDS = {
    HPE_HEADER_OVERFLOW: {
        kind: 'headersTooLarge',
        detail: 'the request line and its headers may have 16 KiB',
    },
    HPE_CHUNK_EXTENSIONS_OVERFLOW: { kind: 'tooLarge', detail: 'the extensions of a chunk are too long' },
    ERR_HTTP_REQUEST_TIMEOUT: { kind: 'tooSlow', detail: 'the request did not arrive in time' },
};
const NOT_HTTP = { kind: 'badRequest', detail: 'this is not HTTP/1.1 as RFC 9112 describes it' };
/**
 * Answers what Node gives up on before there is a request, as a problem, and closes the connection. An answer that is
 * still being made for the same connection goes first.
 */
function answerConnectionFaults(server, { connections, now, onAnswered }) {
    const answer = (socket, problem, headers) => {
        socket.write(asText(problem, now(), headers));
        onAnswered(problem.status);
        socket.destroy();
    };
    server.on('clientError', (error, socket) => {
        const refuse = () => {
            const { kind, detail } = KINDS[error.code ?? ''] ?? NOT_HTTP;
            if (socket.writable && error.code !== 'ECONNRESET')
                answer(socket, new problem_1.Problem(kind, detail));
            else
                socket.destroy();
        };
        const last = connections.newestResponse(socket);
        if (last === undefined || last.closed)
            refuse();
        // It is the body of this request that is at fault.
        else if (!last.req.complete && !last.headersSent)
            refuse();
        else
            last.once('close', refuse);
    });
    // Node would close the connection without a word.
    server.on('connect', ({ url }, socket) => {
        const problem = new problem_1.Problem('wrongMethod', `${url ?? ''} cannot be connected to: this is no proxy`);
        answer(socket, problem, 'Allow: GET, HEAD, POST\r\n');
    });
}
function asText({ status, body }, now, headers = '') {
    const text = JSON.stringify(body);
    return (`HTTP/1.1 ${String(status)} ${node_http_1.STATUS_CODES[status] ?? ''}\r\n` +
        `Date: ${now.toUTCString()}\r\n` +
        `X-Request-Id: ${(0, node_crypto_1.randomUUID)()}\r\n` +
        headers +
        'Cache-Control: no-store\r\n' +
        'Content-Type: application/problem+json\r\n' +
        `Content-Length: ${String(Buffer.byteLength(text))}\r\n` +
        `Connection: close\r\n\r\n${text}`);
}
//# sourceMappingURL=connection-faults.js.map