/* Elements, and what is said to whoever looks. What comes from requests reaches the page as text alone: nodes are made
   here, and never parsed. */

export const byId = (id) => document.getElementById(id);

/* A new element: its properties by name, and attributes where a name has a hyphen or is "role". */
export function make(tag, properties, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties || {})) {
        if (value === null || value === undefined) continue;
        if (name.includes("-") || name === "role") made.setAttribute(name, value);
        else made[name] = value;
    }
    made.append(...children.filter((child) => child !== null));
    return made;
}

export function countOf(number, one, many) {
    return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

let messageTimer = 0;
export function tell(words) {
    const place = byId("message");
    place.textContent = words;
    place.hidden = false;
    clearTimeout(messageTimer);
    messageTimer = setTimeout(() => { place.hidden = true; }, 4000);
}

/* Does something that may be refused, and shows why beside the control, or as a message where there is no place. */
export async function attempt(place, control, work) {
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

export function makeSure(title, words, verb) {
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

/* Work that is done once, when nobody has asked for it again for a moment. */
export function soon(work) {
    let timer = 0;
    return () => {
        clearTimeout(timer);
        timer = setTimeout(work, 200);
    };
}
