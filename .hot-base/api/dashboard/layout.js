"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Layout = Layout;
exports.SearchForm = SearchForm;
exports.toHtml = toHtml;
const jsx_runtime_1 = require("preact/jsx-runtime");
const preact_render_to_string_1 = require("preact-render-to-string");
const paths_1 = require("./paths");
/** A whole document. */
function Layout({ site, title, current, hasSearch = false, children }) {
    const entry = (name, text) => ((0, jsx_runtime_1.jsx)("a", { href: paths_1.PATHS[name], "aria-current": name === current ? 'page' : undefined, children: text }));
    return ((0, jsx_runtime_1.jsxs)("html", { lang: "en", children: [(0, jsx_runtime_1.jsxs)("head", { children: [(0, jsx_runtime_1.jsx)("meta", { charset: "utf-8" }), (0, jsx_runtime_1.jsx)("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }), (0, jsx_runtime_1.jsx)("meta", { name: "color-scheme", content: "light dark" }), (0, jsx_runtime_1.jsx)("title", { children: `${title} · Recommendations` }), (0, jsx_runtime_1.jsx)("link", { rel: "icon", href: "/docs/favicon-32x32.png" }), (0, jsx_runtime_1.jsx)("link", { rel: "stylesheet", href: site.stylesHref })] }), (0, jsx_runtime_1.jsxs)("body", { children: [(0, jsx_runtime_1.jsx)("a", { class: "skip", href: "#main", children: "Skip to the content" }), (0, jsx_runtime_1.jsxs)("header", { class: "top", children: [(0, jsx_runtime_1.jsxs)("nav", { "aria-label": "Pages", children: [entry('overview', 'Overview'), entry('advertisers', 'Advertisers'), entry('models', 'Models'), (0, jsx_runtime_1.jsx)("a", { href: "/docs", children: "API" })] }), !hasSearch && (0, jsx_runtime_1.jsx)(SearchForm, { id: "find" }), site.keysRequired && ((0, jsx_runtime_1.jsx)("form", { method: "post", action: paths_1.PATHS.signOut, children: (0, jsx_runtime_1.jsx)("button", { type: "submit", children: "Sign out" }) }))] }), (0, jsx_runtime_1.jsx)("main", { id: "main", tabIndex: -1, children: children }), (0, jsx_runtime_1.jsx)("footer", { children: "All dates and times are UTC. An execution date is the day that a run is for; it is due at 23:00." })] })] }));
}
/** Finds an advertiser by a part of its id. */
function SearchForm({ id, value }) {
    return ((0, jsx_runtime_1.jsxs)("form", { role: "search", method: "get", action: paths_1.PATHS.advertisers, class: "search", "aria-label": "Advertiser", children: [(0, jsx_runtime_1.jsx)("label", { for: id, children: "Advertiser" }), (0, jsx_runtime_1.jsx)("input", { id: id, name: "q", type: "search", maxLength: 128, autocomplete: "off", value: value, placeholder: "id or part" }), (0, jsx_runtime_1.jsx)("button", { type: "submit", children: "Find" })] }));
}
/** The document as text. */
function toHtml(document) {
    return `<!doctype html>${(0, preact_render_to_string_1.renderToString)(document)}`;
}
//# sourceMappingURL=layout.js.map