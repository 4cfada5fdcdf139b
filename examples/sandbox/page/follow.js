/* Keeps asking the sandbox for what is new, and says whether it is there. */
import {byId} from "./dom.js";

const WAIT_MS = 10000;
const RETRY_MS = 1000;

/* The newest request that was seen. */
let last = {serial: 0, time_ms: 0};

function showConnection(good) {
    const place = byId("connection");
    const words = good ? "Live" : "No connection";
    if (place.textContent !== words) place.textContent = words;
    place.className = "connection " + (good ? "good" : "bad");
    byId("gone").hidden = good;
}

const pauseFor = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/* A page in the background lets go of its connection, for a browser has six to a server. */
function untilVisible() {
    return new Promise((resolve) => {
        if (!document.hidden) resolve();
        else document.addEventListener("visibilitychange", () => resolve(untilVisible()), {once: true});
    });
}

async function fetchAfter(serial, wait, signal) {
    const answer = await fetch(`/_sandbox/requests?after=${serial}&wait_ms=${wait}`, {cache: "no-store", signal});
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    return answer.json();
}

/* After a pause another sandbox may be at the same address. It is the same one where the last request is still there;
   else `forget` is called, and everything is new. */
async function catchUp(signal, forget) {
    if (last.serial) {
        const list = await fetchAfter(last.serial - 1, 0, signal);
        if (list.length && list[0].serial === last.serial && list[0].time_ms === last.time_ms) return list.slice(1);
        forget();
    }
    return fetchAfter(0, 0, signal);
}

/* Asks once, when the page is seen. Null where no answer came. */
async function askOnce(known, forget) {
    await untilVisible();
    const stop = new AbortController();
    const leave = () => { if (document.hidden) stop.abort(); };
    document.addEventListener("visibilitychange", leave);
    try {
        return known ? await fetchAfter(last.serial, WAIT_MS, stop.signal) : await catchUp(stop.signal, forget);
    } catch (_) {
        if (!stop.signal.aborted) {
            showConnection(false);
            await pauseFor(RETRY_MS);
        }
        return null;
    } finally {
        document.removeEventListener("visibilitychange", leave);
    }
}

/* Does not end. `take` gets new requests, oldest first; `forget` hears that those before are of another sandbox, and
   `back` that there may be more to ask for than requests, since nobody listened for a while. */
export async function follow({take, forget, back}) {
    let known = false;
    for (let first = true; ;) {
        const list = await askOnce(known, forget);
        if (list) {
            /* A browser asks again by itself where a connection broke, and may have met another sandbox. */
            const other = known && list.length > 0 && list[0].serial <= last.serial;
            if (other) forget();
            if (list.length) last = {serial: list[list.length - 1].serial, time_ms: list[list.length - 1].time_ms};
            take(list, !first);
            if (!first && (other || !known)) back();
            showConnection(true);
            first = false;
        }
        known = list !== null;
    }
}
