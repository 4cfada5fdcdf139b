/* The state as a whole: replaced by a file, and put back to the start. */
import {ask} from "./ask.js";
import {attempt, byId, makeSure, tell} from "./dom.js";
import {forgetRequests} from "./requests.js";

/* `changed` makes the rest of the page look again. */
export function startState(changed) {
    byId("state-upload").onclick = () => attempt(byId("state-problem"), byId("state-file"), async () => {
        const file = byId("state-file").files[0];
        if (!file) throw new Error("Choose a file first.");
        const words = `All entities make room for those of ${file.name}.`;
        if (!await makeSure("Replace the state?", words, "Replace")) return;
        await ask("/state", "PUT", file);
        tell("The state was replaced");
        await changed();
    });
    byId("reset").onclick = () => attempt(null, null, async () => {
        const words = "Entities, tokens, faults, the clock and the list of requests go back to what they were " +
            "at the start.";
        if (!await makeSure("Reset the sandbox?", words, "Reset")) return;
        await ask("/reset", "POST");
        forgetRequests();
        tell("The sandbox is as at its start");
        await changed();
    });
}
