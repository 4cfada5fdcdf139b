/* The page of the sandbox. What comes from requests reaches it as text alone: nodes are made here, and never parsed. */
"use strict";

const MOST_ROWS = 500;
const PAGE_ROWS = 25;
const WAIT_MS = 10000;

const byId = (id) => document.getElementById(id);

/* A new element: its properties by name, and attributes where a name has a hyphen or is "role". */
function make(tag, properties, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties || {})) {
        if (value === null || value === undefined) continue;
        if (name.includes("-") || name === "role") made.setAttribute(name, value);
        else made[name] = value;
    }
    made.append(...children.filter((child) => child !== null));
    return made;
}

function countOf(number, one, many) {
    return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/* Asks the sandbox. Throws an error with the sandbox's words where it refuses. */
async function ask(path, method, body) {
    const answer = await fetch("/_sandbox" + path, {method: method || "GET", body, cache: "no-store"});
    if (answer.ok) return answer;
    let problem = `HTTP ${answer.status}`;
    try {
        problem = (await answer.json()).problem || problem;
    } catch (_) { /* the status says it */ }
    throw new Error(problem);
}

const askJson = async (path) => (await ask(path)).json();

let messageTimer = 0;
function tell(words) {
    const place = byId("message");
    place.textContent = words;
    place.hidden = false;
    clearTimeout(messageTimer);
    messageTimer = setTimeout(() => { place.hidden = true; }, 4000);
}

/* Does something that may be refused, and shows why beside the control. */
async function attempt(place, control, work) {
    try {
        await work();
        if (place) place.textContent = "";
        if (control) control.removeAttribute("aria-invalid");
    } catch (problem) {
        if (place) place.textContent = problem.message;
        else tell(problem.message);
        if (control) control.setAttribute("aria-invalid", "true");
    }
}

function makeSure(title, words, verb) {
    const dialog = byId("sure");
    byId("sure-title").textContent = title;
    byId("sure-text").textContent = words;
    byId("sure-yes").textContent = verb;
    return new Promise((resolve) => {
        byId("sure-yes").onclick = () => { resolve(true); dialog.close(); };
        byId("sure-no").onclick = () => dialog.close();
        /* It is told late, when the dialog may be open for another question already. */
        dialog.onclose = () => { if (!dialog.open) resolve(false); };
        dialog.showModal();
    });
}

/* JSON with indents, digit for digit: it is taken apart into words, never into values. What is cut, or is no JSON, is shown
   as far as it goes. */

const WORDS = /"(?:[^"\\]|\\.)*"?|[^\s{}[\],:"]+|[{}[\],:]/g;
const INLINE = 56;

function kindOf(word, next) {
    if (word[0] === '"') return next === ":" ? "k" : "s";
    if (/^-?\d/.test(word)) return "n";
    if (word === "null" || word === "true" || word === "false") return "w";
    return null;
}

/* The place of the bracket that closes the one at `from`, where what is between is flat and short; else -1. */
function flatEnd(words, from) {
    let length = 0;
    for (let at = from + 1; at < words.length && length < INLINE; at++) {
        if (words[at] === "}" || words[at] === "]") return at;
        if (words[at] === "{" || words[at] === "[") return -1;
        length += words[at].length + 1;
    }
    return -1;
}

function pretty(text, into) {
    into.textContent = "";
    if (!/^\s*[{[]/.test(text)) {
        into.textContent = text;
        return;
    }
    const words = text.match(WORDS);
    let depth = 0;
    let flat = -1;
    let plain = "";
    const flush = () => { if (plain) into.append(plain); plain = ""; };
    const turn = () => { plain += "\n" + "  ".repeat(depth); };
    words.forEach((word, at) => {
        const kind = kindOf(word, words[at + 1]);
        const inline = at <= flat;
        if (word === "{" || word === "[") {
            plain += word;
            depth++;
            flat = Math.max(flat, flatEnd(words, at));
            if (at >= flat) turn();
        } else if (word === "}" || word === "]") {
            depth = Math.max(0, depth - 1);
            if (!inline) turn();
            plain += word;
        } else if (word === ",") {
            plain += word;
            if (inline) plain += " ";
            else turn();
        } else if (word === ":") {
            plain += ": ";
        } else if (kind) {
            flush();
            into.append(make("span", {className: kind}, word));
        } else {
            plain += word;
        }
    });
    flush();
}

function documentPane(title, text, note) {
    const shown = make("pre", {className: "document", tabIndex: 0, role: "region", "aria-label": title});
    if (text === null) shown.append(make("span", {className: "w"}, note));
    else pretty(text, shown);
    return make("div", {className: "pane"},
                make("h3", {}, title), shown, text !== null && note ? make("p", {className: "quiet"}, note) : null);
}

/* A row that opens another one below it. Returns both. */
let rowNumber = 0;
function openingRow(cells, opener, columns, fill) {
    const id = `detail-${++rowNumber}`;
    const row = make("tr", {className: "item", role: "row"}, ...cells);
    const detail = make("tr", {className: "detail", id, role: "row", hidden: true});
    opener.setAttribute("aria-expanded", "false");
    opener.setAttribute("aria-controls", id);
    const toggle = () => {
        const opens = detail.hidden;
        if (opens) {
            const cell = make("td", {colSpan: columns, role: "cell"});
            detail.replaceChildren(cell);
            fill(cell);
        }
        detail.hidden = !opens;
        row.classList.toggle("open", opens);
        opener.setAttribute("aria-expanded", String(opens));
    };
    row.addEventListener("click", () => {
        if (!String(getSelection())) toggle();
    });
    return {row, detail, toggle};
}

/* Requests */

const requests = {rows: [], last: 0, paused: false, waiting: [], seen: 0, failed: 0, faulty: 0};

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
    cell.append(facts, make("div", {className: "panes"},
                            documentPane("input_data", one.input_data, one.cut ? "cut after 16 KiB" : "none"),
                            documentPane("Answer", one.answer, one.answer_cut ? "cut after 16 KiB" : nothing)));
    for (const note of cell.querySelectorAll(".pane > .quiet")) {
        if (!note.textContent.startsWith("cut")) note.remove();
    }
}

function requestRow(one) {
    const [, root, rest] = /^(\/app\/[^/]+\/api\/v3|\/api\/v3|)(.*)$/.exec(one.path);
    const opener = make("button", {type: "button", className: "opener"},
                        root ? make("span", {className: "root"}, root) : null, rest || "/");
    opener.setAttribute("aria-label", `${one.method} ${one.path}, ${one.status || "no answer"}`);
    const cell = (name, ...children) => make("td", {className: name, role: "cell"}, ...children);
    const write = one.method === "GET" ? "" : " write";
    const made = openingRow([cell("time", timeOfDay(one.time_ms)), cell("method" + write, one.method),
                             cell("path", opener), cell("status", statusMark(one.status)),
                             cell("took", duration(one.elapsed_ms)),
                             make("td", {className: "fault", role: "cell", title: one.fault || ""},
                                  one.fault ? one.fault.replaceAll("\n", "; ") : "")],
                            opener, 6, (at) => fillRequest(at, one));
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
    else parts.push(countOf(requests.seen, "request", "requests"));
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

function forgetRequests() {
    requests.rows = [];
    requests.waiting = [];
    requests.seen = requests.failed = requests.faulty = 0;
    byId("requests-rows").replaceChildren();
    summarise();
}

/* Those who listen hear of news every two seconds at most. */
let newsTimer = 0;
let news = [];
function announce(list) {
    news.push(...list);
    if (newsTimer) return;
    newsTimer = setTimeout(() => {
        const last = news[news.length - 1];
        byId("requests-news").textContent = `${countOf(news.length, "new request", "new requests")}, the last one: ` +
            `${last.method} ${last.path}, ${last.status || "no answer"}`;
        news = [];
        newsTimer = 0;
    }, 2000);
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

function takeRequests(list, fresh) {
    if (list.length === 0) return;
    /* Numbers that were seen before are those of another sandbox at the same address. */
    if (list[0].serial <= requests.last) forgetRequests();
    requests.last = list[list.length - 1].serial;
    if (requests.paused) {
        requests.waiting.push(...list);
        if (requests.waiting.length > MOST_ROWS) requests.waiting.splice(0, requests.waiting.length - MOST_ROWS);
        summarise();
    } else {
        showRequests(list, fresh);
    }
    if (!fresh) return;
    announce(list);
    loadFaults();
    if (list.some((one) => one.method !== "GET")) soonEntities();
}

function pause() {
    requests.paused = !requests.paused;
    const button = byId("requests-pause");
    button.setAttribute("aria-pressed", String(requests.paused));
    if (!requests.paused) showRequests(requests.waiting.splice(0), true);
    summarise();
}

function showConnection(good) {
    const place = byId("connection");
    const words = good ? "Live" : "No connection";
    if (place.textContent !== words) place.textContent = words;
    place.className = "connection " + (good ? "good" : "bad");
}

const pauseFor = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/* A page in the background lets go of its connection, for a browser has six to a server. */
function untilVisible() {
    return new Promise((resolve) => {
        if (!document.hidden) resolve();
        else document.addEventListener("visibilitychange", () => resolve(untilVisible()), {once: true});
    });
}

async function follow() {
    for (let round = 0; ; round++) {
        await untilVisible();
        const stop = new AbortController();
        const leave = () => { if (document.hidden) stop.abort(); };
        document.addEventListener("visibilitychange", leave);
        try {
            const wait = round ? WAIT_MS : 0;
            const answer = await fetch(`/_sandbox/requests?after=${requests.last}&wait_ms=${wait}`,
                                       {cache: "no-store", signal: stop.signal});
            if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
            takeRequests(await answer.json(), round > 0);
            showConnection(true);
        } catch (_) {
            if (!stop.signal.aborted) {
                showConnection(false);
                await pauseFor(1000);
            }
        }
        document.removeEventListener("visibilitychange", leave);
    }
}

/* Entities */

const MAIN_KINDS = [["customer", "Customers"], ["contract", "Contracts"], ["product", "Products"]];
const COLUMNS = {
    customer: [["Name", "name"], ["Email", "email_id"], ["Site", "default_site.name"], ["Id", "id"]],
    contract: [["Name", "name"], ["Number", "display_id.display_value", "narrow"], ["Customer", "customer.name"],
               ["Status", "status.name", "narrow"], ["Until", "active_till.display_value"], ["Id", "id"]],
    product: [["Name", "name"], ["Type", "product_type.name"], ["Manufacturer", "manufacturer"], ["Part", "part_no"],
              ["Id", "id"]],
    other: [["Name", "name"], ["Id", "id"]],
};
const entities = {noun: "customer", portal: null, offset: 0, open: null, asked: 0};

function query(values) {
    const made = new URLSearchParams();
    for (const [name, value] of Object.entries(values)) if (value !== null && value !== "") made.set(name, value);
    return "/entities?" + made;
}

/* Files and NeuCRM belong to no portal. */
function portalOf(counts, noun) {
    if (entities.portal === null) return null;
    return counts.nouns.some((at) => at.noun === noun && at.portal === entities.portal) ? entities.portal : "";
}

function showKinds(counts) {
    const numbers = {};
    for (const at of counts.nouns) {
        if (counts.portals.length && at.portal && at.portal !== entities.portal) continue;
        numbers[at.noun] = (numbers[at.noun] || 0) + at.count;
    }
    const focused = document.activeElement && document.activeElement.dataset.noun;
    byId("kinds").replaceChildren(...MAIN_KINDS.map(([noun, words]) => {
        const button = make("button", {type: "button", "aria-pressed": String(noun === entities.noun)}, words + " ",
                            make("span", {className: "number"}, String(numbers[noun] || 0)));
        button.dataset.noun = noun;
        button.onclick = () => chooseKind(noun);
        return button;
    }));
    if (focused) byId("kinds").querySelector(`[data-noun="${focused}"]`).focus();
    const main = MAIN_KINDS.map(([noun]) => noun);
    const others = Object.keys(numbers).filter((noun) => !main.includes(noun)).sort();
    byId("other-kinds").replaceChildren(
        make("option", {value: ""}, "Other kinds"),
        ...others.map((noun) => make("option", {value: noun}, `${noun.replaceAll("_", " ")} ${numbers[noun]}`)));
    byId("other-kinds").value = others.includes(entities.noun) ? entities.noun : "";
}

function showPortals(counts) {
    if (counts.portals.length === 0 || entities.portal !== null) return;
    entities.portal = counts.portals[0];
    byId("entities-portal").replaceChildren(...counts.portals.map((name) => make("option", {value: name}, name)));
    byId("portal-choice").hidden = counts.portals.length < 2;
}

function valueAt(from, path) {
    const found = path.split(".").reduce((at, name) => (at === null || at === undefined ? at : at[name]), from);
    return found === null || found === undefined || typeof found === "object" ? "" : String(found);
}

async function fillEntity(cell, portal, one) {
    const path = query({noun: entities.noun, id: one.id}) + (portal === null ? "" : `&portal=${encodeURIComponent(portal)}`);
    try {
        const text = await (await ask(path)).text();
        cell.append(documentPane(`${entities.noun.replaceAll("_", " ")} ${one.id}`, text, ""));
    } catch (problem) {
        cell.append(make("p", {className: "problem"}, problem.message));
    }
}

function entityRow(one, columns, portal) {
    const opener = make("button", {type: "button", className: "opener"}, one.name || one.id);
    opener.dataset.entity = one.id;
    const cells = columns.map(([label, path, width], at) => {
        const value = path === "id" ? one.id : valueAt(one.document, path);
        const cell = make("td", {className: path === "id" ? "id" : width || "", role: "cell", "data-label": label,
                                 title: value}, at === 0 ? opener : value);
        if (at === 0 && one.trashed) opener.append(" ", make("span", {className: "mark plain"}, "in the trash"));
        return cell;
    });
    const made = openingRow(cells, opener, columns.length, (cell) => {
        entities.open = one.id;
        return fillEntity(cell, portal, one);
    });
    if (entities.open === one.id) made.toggle();
    return [made.row, made.detail];
}

function showEntities(part, portal) {
    const columns = COLUMNS[entities.noun] || COLUMNS.other;
    const focused = document.activeElement && document.activeElement.dataset.entity;
    const last = part.offset + part.entities.length;
    const searched = byId("entities-search").value !== "";
    byId("entities-head").replaceChildren(...columns.map(
        ([label, path, width]) => make("th", {className: path === "id" ? "id" : width || "", role: "columnheader",
                                              scope: "col"}, label)));
    byId("entities-rows").replaceChildren(...part.entities.flatMap((one) => entityRow(one, columns, portal)));
    document.querySelector("table.entities").hidden = part.entities.length === 0;
    byId("entities-empty").hidden = part.entities.length > 0;
    byId("entities-empty").textContent = searched ? "Nothing has that in its name, or that id." : "There are none.";
    byId("entities-summary").textContent = searched ? `${part.total.toLocaleString("en")} found` : "";
    byId("entities-pages").hidden = part.total <= PAGE_ROWS && part.offset === 0;
    byId("entities-place").textContent = part.entities.length ?
        `${part.offset + 1} to ${last} of ${part.total.toLocaleString("en")}` : "";
    byId("entities-newer").disabled = part.offset === 0;
    byId("entities-older").disabled = last >= part.total;
    const again = focused && [...byId("entities-rows").querySelectorAll("button")].find(
        (button) => button.dataset.entity === focused);
    if (again) again.focus();
}

async function loadEntities() {
    const turn = ++entities.asked;
    await attempt(null, null, async () => {
        const counts = await askJson("/entities");
        showPortals(counts);
        const portal = portalOf(counts, entities.noun);
        const path = query({noun: entities.noun, search: byId("entities-search").value, offset: entities.offset,
                            limit: PAGE_ROWS}) + (portal === null ? "" : `&portal=${encodeURIComponent(portal)}`);
        const part = await askJson(path);
        if (turn !== entities.asked) return;
        showKinds(counts);
        if (part.entities.length === 0 && part.total > 0) {
            entities.offset = 0;
            await loadEntities();
        } else {
            showEntities(part, portal);
        }
    });
}

function chooseKind(noun) {
    entities.noun = noun;
    entities.offset = 0;
    entities.open = null;
    loadEntities();
}

let entitiesTimer = 0;
function soonEntities() {
    clearTimeout(entitiesTimer);
    entitiesTimer = setTimeout(() => { if (document.body.dataset.view === "entities") loadEntities(); }, 200);
}

function turnPage(by) {
    entities.offset = Math.max(0, entities.offset + by * PAGE_ROWS);
    loadEntities();
}

/* Faults */

const EXAMPLES = [
    ["Everything takes two seconds", "* * latency:2000"],
    ["The next three are throttled", "* * times=3 throttle:requests,Retry-After=2"],
    ["429 with Retry-After, once", "* * times=1 status:429,Retry-After=5"],
    ["Every third answer is an HTTP 500, by chance", "* * p=0.33 status:500"],
    ["The next token dies", "* * times=1 expire"],
    ["The next write is done, and its answer lost", "POST * times=1 reset:after"],
    ["The next answer breaks off", "GET * times=1 truncate"],
    ["A page of a proxy in place of JSON", "* * times=1 html:502"],
    ["A name that is taken, in an array", "POST * times=1 code:4008:array"],
    ["No tokens: access denied", "POST /oauth/v2/token throttle:access"],
];

function ruleRow(one) {
    const remove = make("button", {type: "button", className: "small", "aria-label": `Remove ${one.rule}`}, "Remove");
    remove.onclick = () => attempt(null, null, async () => {
        await ask("/faults?rule=" + encodeURIComponent(one.rule), "DELETE");
        tell("Rule removed");
        await loadFaults();
        byId("rule").focus();
    });
    const counts = make("span", {className: "counts"}, `${one.fired} of ${one.seen}`);
    counts.title = `fired ${countOf(one.fired, "time", "times")}, of ${countOf(one.seen, "request", "requests")} that matched`;
    return make("li", {}, make("code", {}, one.rule), counts, remove);
}

let rulesShown = "";
async function loadFaults() {
    await attempt(null, null, async () => {
        const text = await (await ask("/faults")).text();
        if (text === rulesShown) return;
        rulesShown = text;
        const list = JSON.parse(text);
        const place = byId("rules");
        const focused = [...place.querySelectorAll("button")].indexOf(document.activeElement);
        place.replaceChildren(...list.map(ruleRow));
        if (focused >= 0 && list[focused]) place.querySelectorAll("button")[focused].focus();
        byId("faults-none").hidden = list.length > 0;
        byId("faults-clear").disabled = list.length === 0;
        byId("fault-count").hidden = list.length === 0;
        byId("fault-count").textContent = String(list.length);
    });
}

async function addRule(rule, place, control) {
    await attempt(place, control, async () => {
        await ask("/faults", "POST", rule);
        tell("Rule added");
        if (control) control.value = "";
        await loadFaults();
    });
}

function showExamples() {
    byId("examples").append(...EXAMPLES.map(([words, rule]) => {
        const add = make("button", {type: "button", className: "small", "aria-label": `Add: ${words}`}, "Add");
        add.onclick = () => addRule(rule, null, null);
        return make("li", {}, make("span", {className: "what"}, words, make("code", {}, rule)), add);
    }));
}

/* Clock and state */

const clock = {ahead: 0, offset: 0};

function showClock() {
    const at = new Date(Date.now() + clock.ahead).toISOString();
    const words = `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
    byId("clock-now").textContent = words;
    byId("header-clock").replaceChildren(words.slice(0, 16), make("span", {className: "seconds"}, words.slice(16)));
    byId("header-clock").classList.toggle("moved", clock.offset !== 0);
}

function distance(ms) {
    const hours = Math.round(Math.abs(ms) / 3600000);
    const days = Math.floor(hours / 24);
    const parts = [days ? countOf(days, "day", "days") : "", hours % 24 ? countOf(hours % 24, "hour", "hours") : ""];
    return parts.filter((part) => part).join(" and ") || "less than an hour";
}

function takeClock(told) {
    clock.ahead = told.now_ms - Date.now();
    clock.offset = told.offset_ms;
    const where = told.offset_ms === 0 ? "The machine's time." :
        `${distance(told.offset_ms)} ${told.offset_ms > 0 ? "ahead of" : "behind"} the machine's time.`;
    byId("clock-says").textContent = `${where} The service shows it as ${told.shown}.`;
    showClock();
}

async function loadClock() {
    try {
        takeClock(await askJson("/clock"));
    } catch (_) { /* the connection is shown by itself */ }
}

async function moveClock(when, place, control) {
    await attempt(place, control, async () => {
        takeClock(await (await ask("/clock", "POST", when)).json());
        tell(when === "real" ? "The clock is the machine's" : "The clock was moved");
        soonEntities();
    });
}

async function loadAll() {
    await Promise.all([loadFaults(), loadClock(), loadEntities()]);
}

async function replaceState() {
    const file = byId("state-file").files[0];
    await attempt(byId("state-problem"), byId("state-file"), async () => {
        if (!file) throw new Error("Choose a file first.");
        if (!await makeSure("Replace the state?", `All entities make room for those of ${file.name}.`, "Replace")) return;
        await ask("/state", "PUT", file);
        tell("The state was replaced");
        await loadAll();
    });
}

async function reset() {
    const words = "Entities, tokens, faults, the clock and the list of requests go back to what they were at the start.";
    if (!await makeSure("Reset the sandbox?", words, "Reset")) return;
    await attempt(null, null, async () => {
        await ask("/reset", "POST");
        forgetRequests();
        tell("The sandbox is as at its start");
        await loadAll();
    });
}

/* The page as a whole */

function showView() {
    const named = location.hash.slice(1);
    const view = ["requests", "entities", "faults", "clock"].includes(named) ? named : document.body.dataset.view;
    document.body.dataset.view = view;
    for (const link of document.querySelectorAll("nav a")) {
        if (link.hash.slice(1) === view) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
    }
    if (view === "entities") loadEntities();
    scrollTo(0, 0);
}

function later(work) {
    let timer = 0;
    return () => {
        clearTimeout(timer);
        timer = setTimeout(work, 200);
    };
}

async function showAddresses() {
    let portal = "itdesk";
    try {
        portal = (await askJson("/entities")).portals[0] || portal;
    } catch (_) { /* the usual one will do */ }
    const base = `${location.origin}/app/${portal}`;
    byId("address").textContent = location.host;
    for (const place of document.querySelectorAll(".base-url")) place.textContent = base;
    byId("try").textContent = "curl -H 'Accept: application/vnd.manageengine.sdp.v3+json' \\\n" +
        `     -H 'Authorization: Zoho-oauthtoken any' \\\n     ${base}/api/v3/products`;
}

function start() {
    byId("requests-filter").oninput = filterRequests;
    byId("requests-failed").onchange = filterRequests;
    byId("requests-pause").onclick = pause;
    byId("requests-clear").onclick = forgetRequests;
    byId("entities-search").oninput = later(() => { entities.offset = 0; loadEntities(); });
    byId("entities-portal").onchange = (event) => { entities.portal = event.target.value; chooseKind(entities.noun); };
    byId("other-kinds").onchange = (event) => { if (event.target.value) chooseKind(event.target.value); };
    byId("entities-newer").onclick = () => turnPage(-1);
    byId("entities-older").onclick = () => turnPage(1);
    byId("rule-form").onsubmit = (event) => {
        event.preventDefault();
        addRule(byId("rule").value, byId("rule-problem"), byId("rule"));
    };
    byId("faults-clear").onclick = () => attempt(null, null, async () => {
        await ask("/faults", "DELETE");
        tell("No faults any more");
        await loadFaults();
    });
    for (const button of document.querySelectorAll("[data-step]")) {
        button.onclick = () => moveClock(button.dataset.step, byId("clock-problem"), null);
    }
    byId("clock-form").onsubmit = (event) => {
        event.preventDefault();
        moveClock(byId("clock-date").value, byId("clock-problem"), byId("clock-date"));
    };
    byId("state-upload").onclick = replaceState;
    byId("reset").onclick = reset;
    addEventListener("hashchange", showView);
    setInterval(() => { if (!document.hidden) showClock(); }, 1000);
    setInterval(() => { if (!document.hidden) { loadClock(); loadFaults(); } }, 5000);
    showExamples();
    showAddresses();
    showView();
    loadFaults();
    loadClock();
    follow();
}

start();
