/* The clock of the sandbox, shown and moved. */
import {ask, askJson} from "./ask.js";
import {attempt, byId, countOf, make, tell} from "./dom.js";
import {soonEntities} from "./entities.js";

const clock = {ahead: 0, offset: 0};

function showClock() {
    const at = new Date(Date.now() + clock.ahead).toISOString();
    const words = `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
    byId("clock-now").textContent = words;
    byId("header-clock").replaceChildren(words.slice(0, 16), make("span", {className: "seconds"}, words.slice(16, 19)),
                                         " UTC");
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

export async function loadClock() {
    takeClock(await askJson("/clock"));
}

async function moveClock(when, place, control) {
    await attempt(place, control, async () => {
        takeClock(await (await ask("/clock", "POST", when)).json());
        tell(when === "real" ? "The clock is the machine's" : "The clock was moved");
        soonEntities();
    });
}

export function startClock() {
    for (const button of document.querySelectorAll("[data-step]")) {
        button.onclick = () => moveClock(button.dataset.step, byId("clock-problem"), null);
    }
    byId("clock-form").onsubmit = (event) => {
        event.preventDefault();
        moveClock(byId("clock-date").value, byId("clock-problem"), byId("clock-date"));
    };
    setInterval(() => { if (!document.hidden) showClock(); }, 1000);
}
