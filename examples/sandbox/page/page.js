/* The page of the sandbox as a whole: which view is shown, and who hears of what is new. */
import {askJson} from "./ask.js";
import {loadClock, startClock} from "./clock.js";
import {byId} from "./dom.js";
import {loadEntities, soonEntities, startEntities} from "./entities.js";
import {loadFaults, startFaults} from "./faults.js";
import {follow} from "./follow.js";
import {forgetRequests, startRequests, takeRequests} from "./requests.js";
import {startState} from "./state.js";

const VIEWS = ["requests", "entities", "faults", "clock"];
const LOOK_AGAIN_MS = 5000;

function showView() {
    const named = location.hash.slice(1);
    const view = VIEWS.includes(named) ? named : document.body.dataset.view;
    document.body.dataset.view = view;
    for (const link of document.querySelectorAll("nav a")) {
        if (link.hash.slice(1) === view) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
    }
    if (view === "entities") loadEntities();
    scrollTo(0, 0);
}

async function showAddresses() {
    const portal = (await askJson("/entities")).portals[0] || "itdesk";
    const base = `${location.origin}/app/${portal}`;
    byId("address").textContent = location.host;
    for (const place of document.querySelectorAll(".base-url")) place.textContent = base;
    byId("try").textContent = "curl -H 'Accept: application/vnd.manageengine.sdp.v3+json' \\\n" +
        `  -H 'Authorization: Zoho-oauthtoken any' \\\n  ${base}/api/v3/products`;
}

/* Work that nobody asked for. Where it fails, the connection is gone, which is shown by itself. */
async function quietly(work) {
    try {
        await work();
    } catch (_) { /* follow() says it */ }
}

function loadBeside() {
    return Promise.all([quietly(loadFaults), quietly(loadClock)]);
}

async function loadAll() {
    await Promise.all([loadBeside(), quietly(showAddresses), loadEntities()]);
}

function take(list, fresh) {
    takeRequests(list, fresh);
    if (!fresh || list.length === 0) return;
    quietly(loadFaults);
    if (list.some((one) => one.method !== "GET")) soonEntities();
}

function start() {
    startRequests();
    startEntities();
    startFaults();
    startClock();
    startState(loadAll);
    addEventListener("hashchange", showView);
    setInterval(() => { if (!document.hidden) loadBeside(); }, LOOK_AGAIN_MS);
    showView();
    loadBeside();
    quietly(showAddresses);
    follow({take, forget: forgetRequests, back: loadAll});
}

start();
