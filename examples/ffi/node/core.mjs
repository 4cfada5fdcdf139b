// Calls: who owns the library's objects, whose turn it is, and how JavaScript's arguments become those of the library.
import { AsyncLocalStorage } from 'node:async_hooks';
import { fileURLToPath } from 'node:url';

import { BusyError, CallbackError, ClosedError, errorAt, make, noMemory } from './errors.mjs';
import { ALLOW_UNKNOWN, DRY_RUN, ENSURE, EVENT, kindOf, lib, LOG, OK, PROGRESS, take, text } from './native.mjs';
import { queryOf } from './search.mjs';
import { operations } from './tables.mjs';
import { freeCancel, newCancel, onWorker, register, unregister } from './threads.mjs';
import { Entity, entityOf, isPlain, parse, toJson } from './values.mjs';

/** The calls whose callbacks what runs now comes from. */
const inside = new AsyncLocalStorage();

/**
 * A function of the caller's for the library. What it throws must not pass through C: it is kept for the calls under
 * way, and so is what the promise of an asynchronous one rejects with.
 */
function guard(frames, function_, failed) {
    return (...given) => {
        const under = [...frames()];
        const keep = (thrown) => {
            for (const frame of under) frame.raised ??= { thrown };
            return failed;
        };
        try {
            const promise = inside.run(under.flatMap((frame) => [frame, ...frame.outer]), function_, ...given);
            if (typeof promise?.then === 'function') {
                const settled = Promise.resolve(promise).catch(keep);
                for (const frame of under) frame.waits.push(settled);
            }
        } catch (thrown) {
            return keep(thrown);
        }
        return failed === undefined ? undefined : OK;
    };
}

export function checkFunction(value, what) {
    if (value == null || typeof value === 'function') return;
    throw new TypeError(`${what} must be a function, not ${kindOf(value)}`);
}

/** The caller's log and event, which a client shares with its siblings: C does not tell which of them it is. */
export class Hooks {
    constructor(log, event) {
        checkFunction(log, 'log');
        checkFunction(event, 'event');
        this.running = new Set();
        this.users = 0;
        this.log = this.#register(log && ((_, level, line) => log(level, line)), LOG);
        this.event = this.#register(event && ((_, pointer) => event(readEvent(pointer))), EVENT);
    }

    #register(function_, type) {
        return function_ ? register(guard(() => this.running, function_), type) : null;
    }

    leave() {
        if (--this.users === 0) this.free();
    }

    free() {
        for (const one of [this.log, this.event]) if (one) unregister(one);
    }
}

function readEvent(pointer) {
    const slot = [null];
    if (lib.sdp_event_to_json(pointer, slot) !== OK) throw noMemory();
    return JSON.parse(take(slot));
}

/** A client of the library with all that must be freed before it. Its calls wait for each other. */
export class Core {
    #tail = Promise.resolve();
    #frame = null;
    #closing = null;

    constructor(pointer, hooks) {
        this.pointer = pointer;
        this.hooks = hooks;
        this.parts = new Set();
        hooks.users++;
    }

    get closed() {
        return this.#closing !== null;
    }

    /** Does something when it is the client's turn, and throws what callbacks threw in it. */
    async run(work) {
        if (this.closed) throw new ClosedError('the client is closed');
        const outer = (inside.getStore() ?? []).filter((one) => !one.over);
        if (outer.some((one) => one.core === this)) {
            throw new BusyError('the client is in a call whose callback makes this one; a callback takes a sibling');
        }
        const frame = { core: this, outer, raised: null, waits: [], over: false };
        const { result, error } = await this.inTurn(async () => {
            this.#frame = frame;
            this.hooks.running.add(frame);
            try {
                return { result: await work() };
            } catch (thrown) {
                return { error: thrown };
            } finally {
                this.hooks.running.delete(frame);
            }
        });
        await Promise.all(frame.waits);
        frame.over = true;
        if (frame.raised) throw new CallbackError(frame.raised.thrown, result, error);
        if (error) throw error;
        return result;
    }

    inTurn(work) {
        return (this.#tail = this.#tail.then(work));
    }

    /** In a turn: calls a function whose last argument is where its result goes; gives its status and the result. */
    async call(function_, ...given) {
        const slot = [null];
        const status = await this.status(function_, ...given, slot);
        return { status, value: status === DRY_RUN ? this.described() : take(slot) };
    }

    /** In a turn: calls a function, and throws what the client tells of a failure. */
    async status(function_, ...given) {
        const status = await onWorker(function_, ...given);
        if (status < 0) throw errorAt(lib.sdp_last_error(this.pointer), status);
        return status;
    }

    described() {
        return parse(lib.sdp_last_dry_run(this.pointer));
    }

    /** A function of the caller's for the calls of this client alone, registered until the returned pointer is not. */
    register(function_, type, failed) {
        return register(guard(() => [this.#frame], function_, failed), type);
    }

    /** Frees it with its parts, after the calls that were made before. */
    close() {
        this.#closing ??= this.inTurn(async () => {
            for (const part of this.parts) await part.release();
            await onWorker(lib.sdp_client_free, this.pointer);
            this.pointer = null;
            this.hooks.leave();
        });
        return this.#closing;
    }
}

/** A walk or a batch, as the library has it: made when it is first used, and freed before its client. */
export class Part {
    #core;
    #what;
    #make;
    #free;
    #closing = null;
    pointer = null;
    needed = new Set(); // options and the like that must live as long

    constructor(core, what, make_, free) {
        this.#core = core;
        this.#what = what;
        this.#make = make_;
        this.#free = free;
    }

    async run(work) {
        if (this.#closing) throw new ClosedError(`the ${this.#what} is closed`);
        return this.#core.run(async () => {
            if (this.pointer === null) {
                this.#core.parts.add(this);
                this.pointer = await this.#make(this.needed);
            }
            return work(this.pointer);
        });
    }

    close() {
        return (this.#closing ??= this.#core.inTurn(() => this.release()));
    }

    async release() {
        const pointer = this.pointer;
        this.pointer = null;
        if (pointer !== null) await onWorker(this.#free, pointer);
        for (const one of this.needed) one.free();
        this.needed.clear();
        this.#core.parts.delete(this);
    }
}

/** A cancel object of the library that follows an AbortSignal, where there is one, and the end of the process. */
export class Cancel {
    #signal;
    #abort = () => lib.sdp_cancel_signal(this.pointer);

    constructor(signal) {
        this.pointer = newCancel();
        this.#signal = signal;
        signal?.addEventListener('abort', this.#abort);
        if (signal?.aborted) this.#abort();
    }

    static check(signal) {
        if (signal != null && !(signal instanceof AbortSignal)) {
            throw new TypeError(`signal must be an AbortSignal, not ${kindOf(signal)}`);
        }
    }

    free() {
        this.#signal?.removeEventListener('abort', this.#abort);
        freeCancel(this.pointer);
    }
}

/** The options of a call, checked; `open()` makes those of the library, which are freed when nobody uses them. */
export class Options {
    #json;
    #bytes = null;
    #progress;
    #signal;

    constructor(options, what) {
        if (options != null && !isPlain(options)) {
            throw new TypeError(`${what} must be an object, not ${kindOf(options)}`);
        }
        const { signal, progress, file, allow_unknown: allowUnknown, ...rest } = options ?? {};
        Cancel.check(signal);
        checkFunction(progress, 'progress');
        this.#signal = signal;
        this.#progress = progress;
        this.flags = allowUnknown ? ALLOW_UNKNOWN : 0;
        this.isDryRun = rest.dry_run === true;
        this.#json = toJson({ ...rest, file: this.#file(file) });
    }

    /** What the library is told of a file; its bytes are copied, since they are sent by another thread. */
    #file(file) {
        if (file == null) return undefined;
        if (typeof file === 'string' || file instanceof URL) return { path: pathOf(file, 'file') };
        if (!isPlain(file)) throw new TypeError(`a file is a path, or an object with path or bytes: ${kindOf(file)}`);
        const { bytes, path, ...told } = file;
        if (bytes == null) return { ...told, path: path == null ? undefined : pathOf(path, 'file.path') };
        if (!(bytes instanceof Uint8Array)) throw new TypeError(`bytes must be a Uint8Array, not ${kindOf(bytes)}`);
        this.#bytes = Uint8Array.from(bytes);
        return { ...told, path };
    }

    /** In a batch, a call without a signal of its own follows that of the batch. */
    open(core, inBatch = false) {
        const pointer = make((error, slot) => lib.sdp_options_new_json(this.#json, error, slot));
        const cancel = this.#signal || !inBatch ? new Cancel(this.#signal) : null;
        const progress = this.#progress ?
            core.register((_, done, total) => this.#progress(Number(done), Number(total)), PROGRESS) : null;
        const bytes = this.#bytes; // lives as long as what is returned
        if (cancel) lib.sdp_options_set_cancel(pointer, cancel.pointer);
        if (progress) lib.sdp_options_set_progress(pointer, progress, null);
        if (bytes) lib.sdp_options_set_bytes(pointer, bytes, bytes.length);
        return { pointer, bytes, free() {
            lib.sdp_options_free(pointer);
            cancel?.free();
            if (progress) unregister(progress);
        } };
    }

    /** Opens them for as long as some work lasts. */
    async during(core, work) {
        const opened = this.open(core);
        try {
            return await work(opened.pointer);
        } finally {
            opened.free();
        }
    }
}

export function pathOf(path, what) {
    return text(path instanceof URL ? fileURLToPath(path) : path, what);
}

/** A call as it was written in JavaScript, ready for the library. */
export class Call {
    constructor(name, given) {
        const [noun, verb] = text(name, 'the operation').split('.');
        const ensures = verb === 'ensure' && operations().has(`${noun}.add`);
        this.name = ensures ? `${noun}.add` : name;
        this.operation = operations().get(this.name);
        const [ids, input, options] = this.#split(given);
        this.ids = ids.map((one, index) => text(one, this.operation.ids[index]));
        this.options = new Options(options, 'the options');
        this.input = input == null ? null : toJson(queryOf(this.operation, input, this.options.flags & ALLOW_UNKNOWN));
        this.flags = this.options.flags | (ensures ? ENSURE : 0);
        this.walks = this.operation?.outputIsList === true && !this.options.isDryRun;
    }

    /** Ids, input and options. Of an operation that does not exist the library itself tells more. */
    #split(given) {
        if (!this.operation) return [[], null, null];
        const { name, ids, inputType } = this.operation;
        const most = ids.length + (inputType ? 1 : 0);
        if (given.length < ids.length || given.length > most + 1) {
            const wanted = [...ids, ...(inputType ? ['input'] : []), 'options'];
            throw new TypeError(`${name} takes (${wanted.join(', ')}), and was given ${given.length}`);
        }
        const input = inputType ? given[ids.length] : null;
        if (input != null && !Array.isArray(input) && (!isPlain(input) || input instanceof Entity)) {
            throw new TypeError(`the input of ${name} must be an object, or an array of them, not ${kindOf(input)}`);
        }
        return [given.slice(0, ids.length), input, given[most]];
    }

    /** As sdp_invoke() and its kin take them, after the client. */
    given(options) {
        return [this.name, this.ids.length > 0 ? this.ids : null, this.ids.length, this.input, this.flags, options];
    }

    read(raw) {
        return entityOf(this.operation?.resultType, raw);
    }
}
