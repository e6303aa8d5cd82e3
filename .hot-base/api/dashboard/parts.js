"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Tiles = Tiles;
exports.Command = Command;
exports.Wide = Wide;
exports.Empty = Empty;
exports.Bar = Bar;
const jsx_runtime_1 = require("preact/jsx-runtime");
/** The most important figures of a page. */
function Tiles({ tiles }) {
    return ((0, jsx_runtime_1.jsx)("dl", { class: "tiles", children: tiles.map(({ name, value, note }) => ((0, jsx_runtime_1.jsxs)("div", { children: [(0, jsx_runtime_1.jsx)("dt", { children: name }), (0, jsx_runtime_1.jsxs)("dd", { children: [(0, jsx_runtime_1.jsx)("strong", { children: value }), note !== undefined && (0, jsx_runtime_1.jsx)("small", { children: note })] })] }))) }));
}
/** A command to copy: one click selects it. */
function Command({ text }) {
    return (0, jsx_runtime_1.jsx)("code", { class: "command", children: text });
}
/** Something wider than a phone, which scrolls by itself, by keyboard too. */
function Wide({ label, children }) {
    return ((0, jsx_runtime_1.jsx)("div", { class: "wide", role: "group", "aria-label": label, tabIndex: 0, children: children }));
}
/** What a part of a page says when it has nothing to show. */
function Empty({ children }) {
    return (0, jsx_runtime_1.jsx)("p", { class: "empty", children: children });
}
/** A horizontal bar of a share, 0 to 1; what it says stands beside it as text. */
function Bar({ share, kind = 'accent', }) {
    const width = `${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%`;
    return ((0, jsx_runtime_1.jsx)("svg", { class: `bar ${kind}`, "aria-hidden": "true", children: (0, jsx_runtime_1.jsx)("rect", { width: width, height: "100%", rx: "2" }) }));
}
//# sourceMappingURL=parts.js.map