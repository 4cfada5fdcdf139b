/* JSON with indents, digit for digit: it is taken apart into words, never into values. What is cut, or is no JSON, is
   shown as far as it goes. */
import {make} from "./dom.js";

const WORDS = /"(?:[^"\\]|\\.)*"?|[^\s{}[\],:"]+|[{}[\],:]/g;
const MOST_COLUMNS = 52; /* of what stands on one line with its brackets */

function kindOf(word, next) {
    if (word[0] === '"') return next === ":" ? "k" : "s";
    if (/^-?\d/.test(word)) return "n";
    if (word === "null" || word === "true" || word === "false") return "w";
    return null;
}

/* The place of the bracket that closes the one at `from`, where what is between is flat and ends on the same line;
   else -1. */
function flatEnd(words, from, depth) {
    let length = 2 * depth + (words[from - 1] === ":" ? words[from - 2].length + 2 : 0);
    for (let at = from + 1; at < words.length && length < MOST_COLUMNS; at++) {
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
            flat = Math.max(flat, flatEnd(words, at, depth));
            depth++;
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

/* A pane with a text: `missing` stands in its place where it is null, and a note, if any, below it. */
export function documentPane(title, text, missing, note) {
    const shown = make("pre", {className: "document", tabIndex: 0, role: "group", "aria-label": title});
    if (text === null) shown.append(make("span", {className: "w"}, missing));
    else pretty(text, shown);
    return make("div", {className: "pane"},
                make("h3", {}, title), shown, note ? make("p", {className: "quiet"}, note) : null);
}
