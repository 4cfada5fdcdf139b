// A local ServiceDesk Plus MSP for tests in Node, without packages: copy it beside yours.
//
//     const box = await startSandbox(["--seed-data", "demo"]);
//     ... requests to box.base_url, with any token ...
//     await box.stop();
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export async function startSandbox(words = [], program = process.env.SDP_SANDBOX ?? "sdp-sandbox") {
    // It ends when its standard input does: with this process, whatever happens.
    const child = spawn(program, ["--port", "0", "--exit-with-parent", ...words], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout });
    const [line] = await Promise.race([once(lines, "line"), once(child, "exit").then(([status]) => {
        throw new Error(`${program} did not get ready: exit status ${status}`);
    })]);
    const ready = JSON.parse(line);
    const control = async (method, path, body) => {
        const answer = await fetch(`http://127.0.0.1:${ready.port}/_sandbox/${path}`, { method, body });
        if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
        return answer.json();
    };
    return {
        ...ready,
        control,
        reset: () => control("POST", "reset", ""),
        fault: (rule) => control("POST", "faults", rule),
        clock: (when) => control("POST", "clock", when),
        requests: () => control("GET", "requests"),
        stop: async () => {
            const ended = once(child, "exit");
            child.stdin.end();
            await ended;
        },
    };
}
