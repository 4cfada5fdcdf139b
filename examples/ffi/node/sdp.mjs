// ServiceDesk Plus MSP from Node, over libsdp.
//
//     import { Client } from './sdp.mjs';
//
//     const client = new Client({ base_url: 'https://desk.example.com', portal: 'itdesk', access_token: token });
//     const product = await client.products.add({ name: 'XPS 15', product_type: { name: 'Workstation' } });
//     await client.products.edit(product.id, { comments: null });
//     for await (const one of client.products.list({ sort_field: 'name' })) console.log(one.id, one.name);
//     await client.close();
import { Call, Cancel, checkFunction, Core, Hooks, Options, Part, pathOf } from './core.mjs';
import { CallbackError, ClosedError, errorOf, make } from './errors.mjs';
import { CANCELED, DRY_RUN, END, kindOf, koffi, lib, SINK, text } from './native.mjs';
import { operations } from './tables.mjs';
import { onWorker, unregister } from './threads.mjs';
import { isPlain, parse, toJson } from './values.mjs';

export { BusyError, CallbackError, CallerError, ClosedError, CredentialsError, NetworkError, QuotaError, SdpError,
         ServerError } from './errors.mjs';
export { configKeys, Field, Operation, operations, optionKeys, Type, types } from './tables.mjs';
export { Entity, typeOf } from './values.mjs';

export const version = lib.sdp_version();

/** What was dropped without close() is closed when its memory is collected. */
const dropped = new FinalizationRegistry((owned) => owned.close());

/** A walk over a list: an asynchronous iterator of entities, which fetches page by page. */
export class Pages {
    #client; // lives as long as its walks
    #part;
    #core;
    #call;

    constructor(client, core, call) {
        this.#client = client;
        this.#core = core;
        this.#call = call;
        this.#part = new Part(core, 'walk', async (needed) => {
            const [slot, options] = [[null], call.options.open(core)];
            needed.add(options);
            await core.status(lib.sdp_invoke_list, core.pointer, ...call.given(options.pointer), slot);
            return slot[0];
        }, lib.sdp_pager_free);
        dropped.register(this, this.#part);
    }

    async next() {
        return this.#part.run(async (pager) => {
            const { status, value } = await this.#core.call(lib.sdp_pager_next_json, pager, 0);
            if (status === END) return { done: true, value: undefined };
            return { done: false, value: this.#call.read(parse(value)) };
        });
    }

    /**
     * What the service said of the current page: an object with has_more_rows and more, and with total_count where the
     * list was asked for it by get_total_count.
     */
    async info() {
        return this.#part.run(async (pager) =>
            JSON.parse((await this.#core.call(lib.sdp_pager_info_to_json, pager)).value));
    }

    /** All that is left. */
    async toArray() {
        const rows = [];
        for (let row = await this.next(); !row.done; row = await this.next()) rows.push(row.value);
        return rows;
    }

    async return(value) {
        await this.close();
        return { done: true, value };
    }

    close() {
        return this.#part.close();
    }

    [Symbol.asyncIterator]() {
        return this;
    }
}

/** What became of one call of a batch: `call` is what was given to add() or run(). */
export class Result {
    constructor(call, told) {
        Object.assign(this, { call, number: null, operation: null, tag: null, value: null, error: null }, told);
    }

    /** The value; throws the error where the call failed. */
    get() {
        if (this.error) throw this.error;
        return this.value;
    }
}

/** Many calls at once on one client: add() while there is room, and iterate over the results. */
export class Batch {
    #client;
    #part;
    #core;
    #inOrder;
    #calls = new Map();

    constructor(client, core, config) {
        const { signal, ...rest } = config;
        Cancel.check(signal);
        const json = toJson(rest);
        this.#client = client;
        this.#core = core;
        this.#inOrder = rest.in_order === true;
        this.#part = new Part(core, 'batch', async (needed) => {
            const slot = [null];
            const cancel = new Cancel(signal);
            needed.add(cancel);
            await core.status(lib.sdp_batch_new_json, core.pointer, json, cancel.pointer, slot);
            return slot[0];
        }, lib.sdp_batch_free);
        dropped.register(this, this.#part);
    }

    /** How many calls can be added before a result must be taken. */
    async room() {
        return this.#part.run(async (batch) => Number(await onWorker(lib.sdp_batch_room, batch)));
    }

    /** Adds a call, written as for Client.call(); gives its number, or what a dry run describes. */
    async add(name, ...given) {
        const call = new Call(name, given);
        return this.#part.run(async (batch) => {
            const number = [null];
            const options = call.options.open(this.#core, true);
            try {
                const status = await this.#core.status(lib.sdp_batch_add_json, batch, ...call.given(options.pointer),
                                                       number);
                if (status === DRY_RUN) return this.#core.described();
                this.#part.needed.add(options); // until the result is taken
                this.#calls.set(Number(number[0]), { call, options, written: [name, ...given] });
                return Number(number[0]);
            } finally {
                if (!this.#part.needed.has(options)) options.free();
            }
        });
    }

    /**
     * Adds calls, each an array as add() takes it, whenever there is room; gives results as they come, or in order
     * where the batch was made so. A call that cannot be added has its error as its result, and the others go on.
     */
    async *run(calls) {
        const waiting = iteratorOf(calls);
        const others = []; // results of calls that were not added, with the number of the one before them
        let last = Math.max(-1, ...this.#calls.keys());
        for (let more = true;;) {
            while (more && await this.room() > others.length) {
                const one = await waiting.next();
                more = !one.done;
                if (!more) break;
                const made = await this.#added(one.value);
                if (typeof made === 'number') last = made;
                else if (this.#inOrder) others.push({ after: last, result: made });
                else yield made;
            }
            const next = await this.next();
            while (others.length > 0 && (next.done || others[0].after < next.value.number)) yield others.shift().result;
            if (!next.done) yield next.value;
            else if (!more) return;
        }
    }

    /** The number of a call, or its result where it was not added. */
    async #added(call) {
        const operation = Array.isArray(call) && typeof call[0] === 'string' ? call[0] : null;
        try {
            if (!Array.isArray(call)) throw new TypeError(`a call is an array, not ${kindOf(call)}`);
            const made = await this.add(...call);
            return typeof made === 'number' ? made : new Result(call, { operation, value: made });
        } catch (error) {
            if (error instanceof ClosedError || error instanceof CallbackError) throw error;
            return new Result(call, { operation, error });
        }
    }

    async next() {
        return this.#part.run(async (batch) => {
            const { status, value } = await this.#core.call(lib.sdp_batch_next_json, batch);
            if (status === END) return { done: true, value: undefined };
            const { number, operation, tag, error, result } = parse(value);
            const { call, options, written } = this.#calls.get(number);
            this.#calls.delete(number);
            this.#part.needed.delete(options);
            options.free();
            return { done: false, value: new Result(written, {
                number, operation, tag, error: error ? errorOf(error) : null,
                value: result === undefined ? null : call.read(result) }) };
        });
    }

    close() {
        return this.#part.close();
    }

    [Symbol.asyncIterator]() {
        return this;
    }
}

function iteratorOf(calls) {
    const make_ = calls?.[Symbol.asyncIterator] ?? calls?.[Symbol.iterator];
    if (typeof make_ !== 'function') throw new TypeError(`the calls must be iterable, not ${kindOf(calls)}`);
    return make_.call(calls);
}

function open({ log, event, ...config }) {
    // What is undefined was meant to be there: the library says which null it cannot do without.
    const json = toJson(Object.fromEntries(Object.entries(config).map(([name, value]) => [name, value ?? null])));
    const hooks = new Hooks(log, event);
    try {
        const pointer = make((error, slot) =>
            lib.sdp_client_new_json(json, hooks.log, hooks.event, null, error, slot));
        return new Core(pointer, hooks);
    } catch (error) {
        hooks.free();
        throw error;
    }
}

/**
 * A client of the service. Its calls run on a worker thread, one after the other; siblings make calls at the same time.
 *
 *     new Client({ base_url, portal, access_token })
 *     new Client({ …, client_id, client_secret, refresh_token, token_cache, timeout_ms: 20000, ca_file, log, event })
 *
 * `log` is called with a level and a line, `event` with an object after each attempt.
 */
export class Client {
    #core;

    constructor(config = {}) {
        if (!(config instanceof Core) && !isPlain(config)) {
            throw new TypeError(`the configuration must be an object, not ${kindOf(config)}`);
        }
        this.#core = config instanceof Core ? config : open(config);
        dropped.register(this, this.#core);
    }

    /** A client as SDP_BASE_URL and its kin say (docs/cli.md); service "neucrm": as NEUCRM_BASE_URL and its kin say. */
    static fromEnvironment(service = 'sdp') {
        if (service !== 'sdp' && service !== 'neucrm') {
            throw new TypeError(`the service is 'sdp' or 'neucrm', not ${
                typeof service === 'string' ? `'${service}'` : kindOf(service)}`);
        }
        const environment = make(lib.sdp_config_from_env);
        try {
            return new Client(new Core(make((error, slot) => (service === 'neucrm' ?
                lib.sdp_neucrm_client_new(lib.sdp_config_env_neucrm(environment), error, slot) :
                lib.sdp_client_new(lib.sdp_config_env_get(environment), error, slot))), new Hooks()));
        } finally {
            lib.sdp_config_env_free(environment);
        }
    }

    /** A client for calls at the same time: the same configuration, login and limits, its own connections. */
    async sibling() {
        const core = this.#core;
        return core.run(async () => {
            const slot = [null];
            await core.status(lib.sdp_client_dup, core.pointer, slot);
            return new Client(new Core(slot[0], core.hooks));
        });
    }

    /**
     * Calls an operation by its name, with its ids, its input and options, whichever it takes.
     *
     *     client.call('products.edit', id, { comments: null }, { timeout_ms: 500, signal })
     *
     * Gives a promise of an entity or an array of them, or Pages for a list; for dry_run: true a promise of an object
     * that describes the request.
     */
    call(name, ...given) {
        if (!operations().get(name)?.outputIsList) return this.#once(name, given);
        const call = new Call(name, given);
        return call.walks ? new Pages(this, this.#core, call) : this.#once(name, given);
    }

    async #once(name, given) {
        const [core, call] = [this.#core, new Call(name, given)];
        return core.run(() => call.options.during(core, async (options) => {
            const { status, value } = await core.call(lib.sdp_invoke, core.pointer, ...call.given(options));
            return status === DRY_RUN ? value : call.read(parse(value));
        }));
    }

    /** A batch; config is concurrency, in_order, max_pending, and a signal for all of its calls. */
    batch(config = {}) {
        if (!isPlain(config)) throw new TypeError(`the configuration must be an object, not ${kindOf(config)}`);
        if (this.#core.closed) throw new ClosedError('the client is closed');
        return new Batch(this, this.#core, config);
    }

    /** Fetches a file that was uploaded: to a path, or into a function that takes bytes. */
    async download(contentUrl, to, options) {
        const [core, url] = [this.#core, text(contentUrl, 'the content_url')];
        const made = new Options(options, 'the options');
        const path = typeof to === 'function' ? null : pathOf(to, 'the path');
        return core.run(() => made.during(core, async (pointer) => {
            const sink = path === null ? core.register((_, bytes, size) =>
                to(Uint8Array.from(koffi.decode(bytes, 'uint8_t', Number(size)))), SINK, CANCELED) : null;
            try {
                const status = await core.status(lib.sdp_download_to, core.pointer, url, path, sink, null, pointer);
                return status === DRY_RUN ? core.described() : undefined;
            } finally {
                if (sink) unregister(sink);
            }
        }));
    }

    /** Makes sure that there is a token, so that what is wrong with the login is known beforehand. */
    async login(options) {
        const [core, made] = [this.#core, new Options(options, 'the options')];
        await core.run(() => made.during(core, (pointer) => core.status(lib.sdp_login, core.pointer, pointer)));
    }

    /** Where the requests go. */
    get root() {
        if (this.#core.closed) throw new ClosedError('the client is closed');
        return lib.sdp_client_root(this.#core.pointer);
    }

    /** Closes it with its walks and batches, after the calls that were made before. Entities stay. */
    close() {
        return this.#core.close();
    }
}

/** The operations of a noun as methods: client.contracts.uploadAttachment(…) is contracts.upload_attachment. */
function addNouns() {
    const nouns = new Map();
    for (const name of operations().keys()) {
        const [noun, verb] = name.split('.');
        nouns.set(noun, [...(nouns.get(noun) ?? []), verb, ...(verb === 'add' ? ['ensure'] : [])]);
    }
    for (const [noun, verbs] of nouns) {
        const methods = Object.fromEntries(verbs.map((verb) => [
            verb.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()),
            function call(...given) { return this.client.call(`${noun}.${verb}`, ...given); }]));
        Object.defineProperty(Client.prototype, noun, { get() {
            return Object.create(methods, { client: { value: this } });
        } });
    }
}
addNouns();

// `using` and `await using`, where Node knows them.
for (const one of [Client, Pages, Batch]) {
    for (const symbol of [Symbol.dispose, Symbol.asyncDispose]) {
        if (symbol) one.prototype[symbol] = function dispose() { return this.close(); };
    }
}
