"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const node_http_1 = require("node:http");
const arguments_1 = require("./arguments");
const body = (0, arguments_1.constantBytes)();
/** `node:http` alone, with the same bytes for every request. */
(0, node_http_1.createServer)((_request, response) => {
    response.writeHead(200, {
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': body.byteLength,
    });
    response.end(body);
}).listen((0, arguments_1.portArgument)(), '127.0.0.1');
//# sourceMappingURL=http-constant.js.map