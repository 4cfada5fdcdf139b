/* Rows of a table that open another one below them. */
import {make} from "./dom.js";

let rowNumber = 0;

/* `fill` gets the cell to put the rest into each time the row opens; `changed`, if any, hears whether it is open. */
export function openingRow(cells, opener, {columns, fill, changed}) {
    const id = `detail-${++rowNumber}`;
    const row = make("tr", {className: "item", role: "row"}, ...cells);
    const detail = make("tr", {className: "detail", id, role: "row", hidden: true});
    opener.setAttribute("aria-expanded", "false");
    opener.setAttribute("aria-controls", id);
    const toggle = () => {
        const opens = detail.hidden;
        const cell = make("td", {colSpan: columns, role: "cell"});
        if (opens) fill(cell);
        detail.replaceChildren(...opens ? [cell] : []);
        detail.hidden = !opens;
        row.classList.toggle("open", opens);
        opener.setAttribute("aria-expanded", String(opens));
        if (changed) changed(opens);
    };
    row.addEventListener("click", () => {
        if (!String(getSelection())) toggle();
    });
    return {row, detail, toggle};
}
