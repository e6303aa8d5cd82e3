"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
const express_1 = __importDefault(require("express"));
const arguments_1 = require("./arguments");
const body = (0, arguments_1.constantBytes)();
/** Express with one route, with the same bytes for every request; nothing that could be left out is in it. */
const app = (0, express_1.default)();
app.disable('x-powered-by');
app.get('/recommendations/:advertiser/TopProducts', (_request, response) => {
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.setHeader('Content-Length', body.byteLength);
    response.end(body);
});
app.listen((0, arguments_1.portArgument)(), '127.0.0.1');
//# sourceMappingURL=express-constant.js.map