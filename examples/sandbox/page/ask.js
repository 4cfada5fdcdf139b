/* Asks the sandbox, below /_sandbox. */

/* Throws an error with the sandbox's words where it refuses. */
export async function ask(path, method, body) {
    let answer = null;
    try {
        answer = await fetch("/_sandbox" + path, {method: method || "GET", body, cache: "no-store"});
    } catch (_) {
        throw new Error("The sandbox does not answer.");
    }
    if (answer.ok) return answer;
    let problem = `HTTP ${answer.status}`;
    try {
        problem = (await answer.json()).problem || problem;
    } catch (_) { /* the status says it */ }
    throw new Error(problem);
}

export async function askJson(path) {
    return (await ask(path)).json();
}
