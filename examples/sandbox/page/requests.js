/* The list of requests: a row for each, filtered, paused and announced. */
import {documentPane} from "./document.js";
import {byId, countOf, make} from "./dom.js";
import {openingRow} from "./rows.js";

const MOST_ROWS = 500;
const CUT = "cut after 16 KiB";
const NEWS_FIRST_MS = 2000;
const NEWS_AGAIN_MS = 10000;

const requests = {rows: [], paused: false, waiting: [], seen: 0, failed: 0, faulty: 0};

function isFailed(one) {
    return one.status === 0 || one.status >= 400;
}

function statusMark(status) {
    if (status === 0) return make("span", {className: "mark bad"}, "no answer");
    return make("span", {className: "mark " + (status < 300 ? "good" : status < 500 ? "warn" : "bad")}, String(status));
}

function duration(ms) {
    if (ms >= 10000) return `${(ms / 1000).toFixed(1)} s`;
    return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(ms >= 1 ? 1 : 2)} ms`;
}

function timeOfDay(ms) {
    const at = new Date(ms);
    const two = (number) => String(number).padStart(2, "0");
    return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.` +
        String(at.getMilliseconds()).padStart(3, "0");
}

function sizeOf(bytes) {
    return bytes < 10000 ? countOf(bytes, "byte", "bytes") : `${Math.round(bytes / 1024).toLocaleString("en")} KiB`;
}

function fillRequest(cell, one) {
    const facts = make("div", {className: "facts"},
                       make("span", {}, make("code", {}, `${one.method} ${one.path}`)),
                       make("span", {}, one.status ? `HTTP ${one.status}` : "no answer"),
                       make("span", {}, `${one.elapsed_ms} ms`),
                       one.answer_type ? make("span", {}, one.answer_type) : null,
                       one.answer_size ? make("span", {}, sizeOf(one.answer_size)) : null);
    for (const rule of one.fault ? one.fault.split("\n") : []) {
        facts.append(make("span", {}, "fault ", make("code", {}, rule)));
    }
    const nothing = one.status === 0 ? "no answer was given" : one.answer_size ? "not kept: a file, or too long ago" :
        "no body";
    const file = one.file ? documentPane("File", JSON.stringify(one.file), "", "What it holds is not shown.") : null;
    cell.append(facts, make("div", {className: "panes"},
                            documentPane("input_data", one.input_data, "none", one.cut ? CUT : ""), file,
                            documentPane("Answer", one.answer, nothing, one.answer_cut ? CUT : "")));
}

function requestRow(one) {
    const [, root, rest] = /^(\/app\/[^/]+\/api\/v3|\/api\/v3|)(.*)$/.exec(one.path);
    const opener = make("button", {type: "button", className: "opener"},
                        root ? make("span", {className: "root"}, root) : null, make("span", {}, rest || "/"));
    opener.setAttribute("aria-label", `${one.method} ${one.path}, ${one.status || "no answer"}`);
    const cell = (name, ...children) => make("td", {className: name, role: "cell"}, ...children);
    const write = one.method === "GET" ? "" : " write";
    const made = openingRow([cell("time", timeOfDay(one.time_ms)), cell("method" + write, one.method),
                             cell("path", opener), cell("status", statusMark(one.status)),
                             cell("took", duration(one.elapsed_ms)),
                             make("td", {className: "fault", role: "cell", title: one.fault || ""},
                                  one.fault ? one.fault.replaceAll("\n", "; ") : "")],
                            opener, {columns: 6, fill: (at) => fillRequest(at, one)});
    made.row.title = one.path;
    made.is = one;
    made.words = `${one.method} ${one.path} ${one.status || "no answer"} ${one.fault || ""}`.toLowerCase();
    return made;
}

function filterRow(made) {
    const words = byId("requests-filter").value.toLowerCase().split(/\s+/);
    const shown = words.every((word) => made.words.includes(word)) &&
        (!byId("requests-failed").checked || isFailed(made.is));
    made.row.hidden = !shown;
    if (!shown && !made.detail.hidden) made.toggle();
    return shown;
}

function summarise() {
    const shown = requests.rows.filter((made) => !made.row.hidden).length;
    const parts = [];
    if (shown !== requests.rows.length) parts.push(`${shown} of ${requests.rows.length} shown`);
    else parts.push((requests.seen > MOST_ROWS ? `the last ${MOST_ROWS} of ` : "") +
                    countOf(requests.seen, "request", "requests"));
    if (requests.failed) parts.push(`${requests.failed} failed`);
    if (requests.faulty) parts.push(`${requests.faulty} with a fault`);
    if (requests.waiting.length) parts.push(`${requests.waiting.length} waiting`);
    byId("requests-summary").textContent = requests.rows.length || requests.waiting.length ? parts.join(", ") : "";
    document.querySelector("table.requests").hidden = requests.rows.length === 0;
    byId("requests-empty").hidden = requests.rows.length > 0;
}

function filterRequests() {
    requests.rows.forEach(filterRow);
    summarise();
}

export function forgetRequests() {
    requests.rows = [];
    requests.waiting = [];
    requests.seen = requests.failed = requests.faulty = 0;
    byId("requests-rows").replaceChildren();
    summarise();
}

/* Those who listen hear of news soon, but not again and again while much comes. */
const news = {count: 0, last: null, timer: 0, toldAt: -NEWS_AGAIN_MS};

function tellNews() {
    const {method, path, status} = news.last;
    byId("requests-news").textContent = `${countOf(news.count, "new request", "new requests")}, the last one: ` +
        `${method} ${path}, ${status || "no answer"}`;
    news.count = 0;
    news.timer = 0;
    news.toldAt = performance.now();
}

function announce(list) {
    news.count += list.length;
    news.last = list[list.length - 1];
    const wait = Math.max(NEWS_FIRST_MS, news.toldAt + NEWS_AGAIN_MS - performance.now());
    if (!news.timer) news.timer = setTimeout(tellNews, wait);
}

function showRequests(list, fresh) {
    const place = byId("requests-rows");
    for (const one of list) {
        const made = requestRow(one);
        requests.seen++;
        requests.failed += isFailed(one) ? 1 : 0;
        requests.faulty += one.fault ? 1 : 0;
        requests.rows.push(made);
        if (fresh) made.row.classList.add("new");
        filterRow(made);
        place.prepend(made.row, made.detail);
    }
    while (requests.rows.length > MOST_ROWS) {
        const old = requests.rows.shift();
        old.row.remove();
        old.detail.remove();
    }
    summarise();
}

/* Takes what came, oldest first. `fresh` false: it was there before the page. */
export function takeRequests(list, fresh) {
    if (list.length === 0) return;
    if (fresh) announce(list);
    if (requests.paused) {
        requests.waiting.push(...list);
        if (requests.waiting.length > MOST_ROWS) requests.waiting.splice(0, requests.waiting.length - MOST_ROWS);
        summarise();
    } else {
        showRequests(list, fresh);
    }
}

function pause() {
    requests.paused = !requests.paused;
    byId("requests-pause").setAttribute("aria-pressed", String(requests.paused));
    if (!requests.paused) showRequests(requests.waiting.splice(0), true);
    summarise();
}

export function startRequests() {
    byId("requests-filter").oninput = filterRequests;
    byId("requests-failed").onchange = filterRequests;
    byId("requests-pause").onclick = pause;
    byId("requests-clear").onclick = forgetRequests;
}
