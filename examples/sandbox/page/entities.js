/* The entities that the sandbox keeps: their kinds, a page of one kind, and documents. */
import {ask, askJson} from "./ask.js";
import {documentPane} from "./document.js";
import {attempt, byId, make, soon} from "./dom.js";
import {openingRow} from "./rows.js";

const PAGE_ROWS = 25;

const MAIN_KINDS = [["customer", "Customers"], ["contract", "Contracts"], ["product", "Products"]];
const COLUMNS = {
    customer: [["Name", "name"], ["Email", "email_id"], ["Site", "default_site.name"], ["Id", "id"]],
    contract: [["Name", "name"], ["Number", "display_id.display_value", "short"], ["Customer", "customer.name"],
               ["Status", "status.name", "narrow"], ["Until", "active_till.display_value", "narrow"], ["Id", "id"]],
    product: [["Name", "name"], ["Type", "product_type.name"], ["Manufacturer", "manufacturer"], ["Part", "part_no"],
              ["Id", "id"]],
    other: [["Name", "name"], ["Id", "id"]],
};
const entities = {noun: "customer", portal: null, offset: 0, open: new Set(), asked: 0};

/* `portal` null: the sandbox has none. */
function pathOf(values, portal) {
    const made = new URLSearchParams(values);
    if (portal !== null) made.set("portal", portal);
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

/* The portals stay as they are while the sandbox runs, but another one may come after it. */
function showPortals(counts) {
    const select = byId("entities-portal");
    const shown = [...select.options].map((option) => option.value);
    if (shown.length === counts.portals.length && shown.every((name) => counts.portals.includes(name))) return;
    if (!counts.portals.includes(entities.portal)) entities.portal = counts.portals.length ? counts.portals[0] : null;
    select.replaceChildren(...counts.portals.map((name) => make("option", {value: name}, name)));
    if (entities.portal !== null) select.value = entities.portal;
    byId("portal-choice").hidden = counts.portals.length < 2;
}

function valueAt(from, path) {
    const found = path.split(".").reduce((at, name) => (at === null || at === undefined ? at : at[name]), from);
    return found === null || found === undefined || typeof found === "object" ? "" : String(found);
}

async function fillEntity(cell, portal, one) {
    const noun = entities.noun;
    try {
        const text = await (await ask(pathOf({noun, id: one.id}, portal))).text();
        cell.append(documentPane(`${noun.replaceAll("_", " ")} ${one.id}`, text));
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
    const made = openingRow(cells, opener, {
        columns: columns.length,
        fill: (cell) => fillEntity(cell, portal, one),
        changed: (opens) => { if (opens) entities.open.add(one.id); else entities.open.delete(one.id); },
    });
    if (entities.open.has(one.id)) made.toggle();
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

export async function loadEntities() {
    const turn = ++entities.asked;
    await attempt(null, null, async () => {
        const counts = await askJson("/entities");
        if (turn !== entities.asked) return;
        showPortals(counts);
        const portal = portalOf(counts, entities.noun);
        const part = await askJson(pathOf({noun: entities.noun, search: byId("entities-search").value,
                                           offset: entities.offset, limit: PAGE_ROWS}, portal));
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
    entities.open.clear();
    loadEntities();
}

/* After a change, where entities are looked at. */
export const soonEntities = soon(() => { if (document.body.dataset.view === "entities") loadEntities(); });

function turnPage(by) {
    entities.offset = Math.max(0, entities.offset + by * PAGE_ROWS);
    loadEntities();
}

export function startEntities() {
    byId("entities-search").oninput = soon(() => { entities.offset = 0; loadEntities(); });
    byId("entities-portal").onchange = (event) => { entities.portal = event.target.value; chooseKind(entities.noun); };
    byId("other-kinds").onchange = (event) => { if (event.target.value) chooseKind(event.target.value); };
    byId("entities-newer").onclick = () => turnPage(-1);
    byId("entities-older").onclick = () => turnPage(1);
}
