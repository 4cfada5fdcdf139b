// The worker threads of Node that calls run on, and what becomes of calls under way when the process ends.
import { inspect } from 'node:util';
import { isMainThread } from 'node:worker_threads';

import { noMemory } from './errors.mjs';
import { koffi, lib, OK } from './native.mjs';

const NODES_OWN = 4; // threads, where UV_THREADPOOL_SIZE says nothing
const endNow = koffi.load(null).func('_exit', 'void', ['int']);
const cancels = new Set();
const waiting = [];
let running = 0;
let functions = 0;
let uncaught = null;

/** One thread is left to the files and host names of the program, which have no others. */
function mostAtOnce() {
    return Math.max(1, (Number(process.env.UV_THREADPOOL_SIZE) || NODES_OWN) - 1);
}

/** Calls a function on a worker thread, when one is free. */
export async function onWorker(function_, ...given) {
    if (running >= mostAtOnce()) await new Promise((turn) => { waiting.push(turn); });
    else if (++running === 1) watch();
    try {
        return await new Promise((resolve, reject) => {
            function_.async(...given, (error, value) => (error ? reject(error) : resolve(value)));
        });
    } finally {
        if (waiting.length > 0) waiting.shift()();
        else if (--running === 0) unwatch();
    }
}

/** A pointer by which C calls a function, until it is unregistered. */
export function register(function_, type) {
    const pointer = koffi.register(function_, type);
    functions++;
    return pointer;
}

export function unregister(pointer) {
    koffi.unregister(pointer);
    functions--;
}

/** A cancel object of the library, which is signalled when the process ends. */
export function newCancel() {
    const slot = [null];
    if (lib.sdp_cancel_new(slot) !== OK) throw noMemory();
    cancels.add(slot[0]);
    return slot[0];
}

export function freeCancel(pointer) {
    cancels.delete(pointer);
    lib.sdp_cancel_free(pointer);
}

// The listeners stand as long as calls are under way, so that they come after those of the program.
function watch() {
    process.on('exit', atExit);
    process.on('uncaughtExceptionMonitor', note);
}

function unwatch() {
    process.off('exit', atExit);
    process.off('uncaughtExceptionMonitor', note);
}

function note(error) {
    const isHandled = process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback();
    if (!isHandled) uncaught = { error };
}

/**
 * Node waits for its worker threads before it ends: the calls that they are in are cancelled. A thread that calls a
 * function of the program would wait for ever, since no event is handled any more, and nothing else can wake it: where
 * there are such functions, the process ends here. Node would have told of an uncaught error only now.
 */
function atExit(code) {
    for (const pointer of cancels) lib.sdp_cancel_signal(pointer);
    if (functions === 0 || !isMainThread) return;
    if (uncaught) console.error(`Uncaught ${inspect(uncaught.error)}`);
    endNow(Number(process.exitCode ?? code));
}
