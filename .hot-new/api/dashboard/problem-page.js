"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.problemPage = problemPage;
const jsx_runtime_1 = require("preact/jsx-runtime");
const problems_1 = require("../contract/problems");
const layout_1 = require("./layout");
const parts_1 = require("./parts");
const paths_1 = require("./paths");
/** An error as a browser sees it: what went wrong, and what to do. */
function problemPage(site, problem, request) {
    const isSignIn = problem.kind === 'noKey';
    const title = isSignIn ? 'Sign in' : problems_1.PROBLEMS[problem.kind].title;
    return (0, layout_1.toHtml)((0, jsx_runtime_1.jsxs)(layout_1.Layout, { site: isSignIn ? { ...site, keysRequired: false } : site, title: title, hasSearch: problem.kind === 'unknownAdvertiser', children: [(0, jsx_runtime_1.jsx)("h1", { children: title }), isSignIn && !request.hasKey ? ((0, jsx_runtime_1.jsx)("p", { children: "The lists are shown to holders of a key of the API only." })) : ((0, jsx_runtime_1.jsx)("p", { class: "notice", children: sentence(problem.detail) })), remedyOf(problem.kind, request), (0, jsx_runtime_1.jsxs)("p", { class: "quiet", children: ["Status ", problem.status, " \u00B7 request ", (0, jsx_runtime_1.jsx)("code", { children: request.requestId })] })] }));
}
/** What to do about each kind; about the others, to go to the overview. */
const REMEDIES = {
    noKey: ({ url }) => (0, jsx_runtime_1.jsx)(SignIn, { next: url }),
    forbidden: () => ((0, jsx_runtime_1.jsxs)("p", { children: [(0, jsx_runtime_1.jsx)("a", { href: paths_1.PATHS.advertisers, children: "The advertisers that this key is for" }), ", or sign out and sign in with another key."] })),
    noDatabase: ({ url }) => (0, jsx_runtime_1.jsx)(Wait, { url: url }),
    notReady: ({ url }) => (0, jsx_runtime_1.jsx)(Wait, { url: url }),
    unknownAdvertiser: () => ((0, jsx_runtime_1.jsxs)(jsx_runtime_1.Fragment, { children: [(0, jsx_runtime_1.jsx)("p", { children: "Ids are compared byte for byte, upper and lower case included. Look for a part of it:" }), (0, jsx_runtime_1.jsx)(layout_1.SearchForm, { id: "find-again" })] })),
    internal: () => (0, jsx_runtime_1.jsx)("p", { children: "The log of the service has the reason, under the request below." }),
};
function remedyOf(kind, request) {
    const remedy = REMEDIES[kind];
    if (remedy !== undefined)
        return remedy(request);
    return ((0, jsx_runtime_1.jsx)("p", { children: (0, jsx_runtime_1.jsx)("a", { href: paths_1.PATHS.overview, children: "To the overview" }) }));
}
function Wait({ url }) {
    return ((0, jsx_runtime_1.jsxs)(jsx_runtime_1.Fragment, { children: [(0, jsx_runtime_1.jsx)("p", { children: "Nothing is shown from memory, since it might no longer be true. What is published is safe, and pages come back by themselves as soon as the database does." }), (0, jsx_runtime_1.jsx)("p", { children: (0, jsx_runtime_1.jsx)("a", { href: url, children: "Try again" }) })] }));
}
function SignIn({ next }) {
    return ((0, jsx_runtime_1.jsxs)(jsx_runtime_1.Fragment, { children: [(0, jsx_runtime_1.jsxs)("form", { method: "post", action: paths_1.PATHS.signIn, class: "sign-in", children: [(0, jsx_runtime_1.jsx)("input", { type: "hidden", name: "next", value: next }), (0, jsx_runtime_1.jsx)("label", { for: "key", children: "Key" }), (0, jsx_runtime_1.jsx)("input", { id: "key", name: "key", type: "password", required: true, autocomplete: "current-password", placeholder: "adk_\u2026" }), (0, jsx_runtime_1.jsx)("button", { type: "submit", children: "Sign in" })] }), (0, jsx_runtime_1.jsx)("p", { children: "Who runs this service makes a key, which is shown once:" }), (0, jsx_runtime_1.jsx)(parts_1.Command, { text: "npx adtech keys create --name 'dashboard of \u2026'" }), (0, jsx_runtime_1.jsx)("p", { children: "The browser keeps the key in a cookie until it is closed or you sign out. A key that is limited to advertisers shows those only." })] }));
}
function sentence(text) {
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
//# sourceMappingURL=problem-page.js.map