"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.checkPublished = checkPublished;
const publication_1 = require("../db/publication");
const runs_1 = require("../db/runs");
const models_1 = require("../domain/models");
const recommendations_1 = require("../db/recommendations");
/** Advertisers of each date whose lists are asked from the API; evenly spread where there are more. */
const MAX_ADVERTISERS = 100;
/** Asks the API for the lists of every due date and holds its answers against what the tables say. */
async function checkPublished({ db }, apiUrl, dates) {
    const faults = [];
    let lists = 0;
    const first = dates[0];
    const last = dates.at(-1);
    if (first === undefined || last === undefined)
        return { dates: 0, lists, faults: ['no date is due'] };
    const published = new Map((await (0, publication_1.findPublishedDates)(db, first, last)).map((one) => [one.date, one]));
    for (const date of dates) {
        const publication = published.get(date);
        if (publication === undefined) {
            faults.push(`${date} is not published`);
            continue;
        }
        const run = await (0, runs_1.findRun)(db, publication.runId);
        if (run?.status !== 'published')
            faults.push(`${date}: its run ${publication.runId} is on record as ${String(run?.status)}`);
        for (const model of models_1.MODELS) {
            const tabled = await (0, recommendations_1.findLists)(db, model, date);
            for (const advertiser of sampleOf([...tabled.keys()])) {
                const answered = await ask(apiUrl, advertiser, model, date);
                lists++;
                if (JSON.stringify(answered) !== JSON.stringify(tabled.get(advertiser))) {
                    faults.push(`${date}: the API's ${model.name} list of ${advertiser} is not the published one`);
                }
            }
        }
    }
    return { dates: dates.length, lists, faults };
}
async function ask(apiUrl, advertiser, model, date) {
    const response = await fetch(`${apiUrl}/recommendations/${encodeURIComponent(advertiser)}/${model.name}?date=${date}`);
    const body = (await response.json());
    return body.recommendations;
}
function sampleOf(advertisers) {
    const step = Math.max(1, Math.ceil(advertisers.length / MAX_ADVERTISERS));
    return advertisers.filter((_advertiser, index) => index % step === 0);
}
//# sourceMappingURL=check-published.js.map