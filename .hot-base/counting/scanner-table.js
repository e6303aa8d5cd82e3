"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.readTable = readTable;
const logs_1 = require("../domain/logs");
const count_rows_1 = require("./count-rows");
/** As in `counting/assembly/memory.ts`: log2 of the cells in a page, and of the pages in a chunk. */
const PAGE_CELLS_LOG2 = 6;
const CELL_MASK = (1 << PAGE_CELLS_LOG2) - 1;
const CHUNK_PAGES_LOG2 = 8;
const PAGE_MASK = (1 << CHUNK_PAGES_LOG2) - 1;
/** Bytes of a day's record: the ten of its text, then the address of its directory. */
const DAY_BYTES = 16;
const DAY_DIRECTORY_WORD = 3;
/** Words of a product's record: its key in two, then its advertiser, with a bit of another meaning on top, and the address of its id. */
const PRODUCT_WORDS = 4;
const PRODUCT_ADVERTISER_WORD = 2;
const PRODUCT_ID_WORD = 3;
const ADVERTISER_MASK = 0x7fff_ffff;
/** Reads the table of a scanner; ids point into its memory. */
function readTable(module, log) {
    const { wasm } = module;
    const counters = logs_1.LOG_COUNTERS[log].length;
    const products = wasm.productCount.value;
    const days = daysInOrder(module);
    const { order, ...ids } = readIds(module, products);
    const cells = days.map(({ directory }) => pagesOf(module, directory, products));
    const filled = cells.reduce((sum, pages) => sum + countCells(module, pages, counters), 0);
    const rows = {
        day: new Int32Array(filled),
        product: new Int32Array(filled),
        counters: Array.from({ length: counters }, () => new Int32Array(filled)),
    };
    let row = 0;
    days.forEach(({ day }, i) => {
        const start = row;
        row = readDay(module, cells[i] ?? new Int32Array(), order, rows, start);
        rows.day.fill(day, start, row);
    });
    const events = rows.counters.reduce((total, counter) => total + (0, count_rows_1.sumOf)(counter), 0);
    return { ...ids, rows, events };
}
/** Appends the cells of one day that are not empty, in the order of products; returns the number of rows then. */
function readDay({ words }, pages, order, { product, counters: [first = new Int32Array(), second] }, start) {
    const cellWords = second === undefined ? 1 : 2;
    let row = start;
    for (let position = 0; position < order.length; position++) {
        const number = order[position] ?? 0;
        const page = pages[number >> PAGE_CELLS_LOG2] ?? 0;
        if (page === 0)
            continue;
        const cell = page + (number & CELL_MASK) * cellWords;
        const count = words[cell] ?? 0;
        const other = second === undefined ? 0 : (words[cell + 1] ?? 0);
        if ((count | other) === 0)
            continue;
        product[row] = position;
        first[row] = count;
        if (second !== undefined)
            second[row] = other;
        row++;
    }
    return row;
}
function countCells({ words }, pages, counters) {
    let filled = 0;
    for (const page of pages) {
        if (page === 0)
            continue;
        const end = page + (1 << PAGE_CELLS_LOG2) * counters;
        for (let at = page; at < end; at += counters) {
            if (words[at] !== 0 || (counters === 2 && words[at + 1] !== 0))
                filled++;
        }
    }
    return filled;
}
function daysInOrder({ wasm, bytes, words }) {
    const days = Array.from({ length: wasm.dayCount.value }, (_, i) => {
        const at = wasm.days.value + i * DAY_BYTES;
        const directory = (words[at / 4 + DAY_DIRECTORY_WORD] ?? 0) / 4;
        return { day: Date.parse(bytes.toString('latin1', at, at + 10)) / 86_400_000, directory };
    });
    return days.sort((a, b) => a.day - b.day);
}
/** By 64 products, as the scanner numbers them: index of their page's first word on one day; 0 where there is none. */
function pagesOf({ words }, directory, products) {
    const pages = new Int32Array(Math.ceil(products / (1 << PAGE_CELLS_LOG2)));
    for (let page = 0; page < pages.length; page++) {
        const chunk = (words[directory + (page >> CHUNK_PAGES_LOG2)] ?? 0) / 4;
        if (chunk !== 0)
            pages[page] = (words[chunk + (page & PAGE_MASK)] ?? 0) / 4;
    }
    return pages;
}
/** The ids in order, and by position in that order the product, as the scanner numbers it. */
function readIds({ wasm, bytes, words }, products) {
    // An id has its length 8 bytes in front of it.
    const idAt = (address) => bytes.subarray(address, address + (words[address / 4 - 2] ?? 0));
    const wordOf = (product, word) => words[wasm.products.value / 4 + product * PRODUCT_WORDS + word] ?? 0;
    const advertisers = sortedIds(wasm.advertiserCount.value, (i) => idAt(words[wasm.advertiserIds.value / 4 + i] ?? 0));
    const productsOf = advertisers.map(() => []);
    for (let product = 0; product < products; product++) {
        productsOf[wordOf(product, PRODUCT_ADVERTISER_WORD) & ADVERTISER_MASK]?.push(product);
    }
    const order = new Int32Array(products);
    const advertiserIds = [];
    const productIds = [];
    for (const { i: advertiser, id: advertiserId } of advertisers) {
        const own = productsOf[advertiser] ?? [];
        for (const { i, id } of sortedIds(own.length, (i) => idAt(wordOf(own[i] ?? 0, PRODUCT_ID_WORD)))) {
            order[productIds.length] = own[i] ?? 0;
            advertiserIds.push(advertiserId);
            productIds.push(id);
        }
    }
    return { advertiserIds, productIds, order };
}
/** Ids in the order of their UTF-16 units, as everywhere in counts. */
function sortedIds(length, idAt) {
    const ids = Array.from({ length }, (_, i) => {
        const id = idAt(i);
        return { i, id, text: id.toString() };
    });
    return ids.sort((a, b) => (a.text < b.text ? -1 : 1));
}
//# sourceMappingURL=scanner-table.js.map