/* The rules that make requests fail: those that are on, a form for another one, and examples. */
import {ask} from "./ask.js";
import {attempt, byId, countOf, make, tell} from "./dom.js";

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
    counts.title = `fired ${countOf(one.fired, "time", "times")}, ` +
        `of ${countOf(one.seen, "request", "requests")} that matched`;
    return make("li", {}, make("code", {}, one.rule), counts, remove);
}

function showRules(list) {
    const place = byId("rules");
    const focused = [...place.querySelectorAll("button")].indexOf(document.activeElement);
    place.replaceChildren(...list.map(ruleRow));
    if (focused >= 0 && list[focused]) place.querySelectorAll("button")[focused].focus();
    byId("faults-none").hidden = list.length > 0;
    byId("faults-clear").disabled = list.length === 0;
    byId("fault-count").hidden = list.length === 0;
    byId("fault-count").textContent = String(list.length);
}

let shown = "";
export async function loadFaults() {
    const text = await (await ask("/faults")).text();
    if (text === shown) return;
    shown = text;
    showRules(JSON.parse(text));
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

export function startFaults() {
    showExamples();
    byId("rule-form").onsubmit = (event) => {
        event.preventDefault();
        addRule(byId("rule").value, byId("rule-problem"), byId("rule"));
    };
    byId("faults-clear").onclick = () => attempt(null, null, async () => {
        await ask("/faults", "DELETE");
        tell("No faults any more");
        await loadFaults();
    });
}
