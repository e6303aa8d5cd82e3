"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.PATHS = void 0;
exports.isPagePath = isPagePath;
exports.advertiserHref = advertiserHref;
exports.dateHref = dateHref;
/** The paths of all pages, as the API's routes are written. */
exports.PATHS = {
    overview: '/',
    advertisers: '/advertisers',
    advertiser: '/advertisers/{advertiser}',
    models: '/models',
    date: '/dates/{date}',
    styles: '/dashboard.css',
    signIn: '/sign-in',
    signOut: '/sign-out',
};
const OF_PAGES = /^\/(?:(?:advertisers|models|dates|sign-in|sign-out)(?:[/?#]|$)|[?#]|$)/;
/** Whether a URL is that of a page, known or not: below `/dates` everything is. */
function isPagePath(url) {
    return OF_PAGES.test(url);
}
/** The page of an advertiser; ids may hold any character. */
function advertiserHref(advertiserId, days) {
    const query = days === undefined ? '' : `?days=${String(days)}`;
    return `${exports.PATHS.advertisers}/${encodeURIComponent(advertiserId)}${query}`;
}
/** The page of an execution date. */
function dateHref(date) {
    return `/dates/${date}`;
}
//# sourceMappingURL=paths.js.map