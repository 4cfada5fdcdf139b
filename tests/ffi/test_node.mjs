// What the Node binding makes of bad input, of callbacks that throw, and of objects that end in any order.
// With an argument it prints the members of that type with their kinds.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import * as sdp from '../../examples/ffi/node/sdp.mjs';

const KIND = { name: 'Workstation' };
const SURROGATE = 'lone \ud800';
const file = { bytes: new Uint8Array(5000), name: 'x.txt' };
const planted = () => { throw new SyntaxError('planted'); };

function connect(more) {
    return new sdp.Client({ base_url: process.env.SDP_BASE_URL, portal: process.env.SDP_PORTAL,
                            access_token: process.env.SDP_ACCESS_TOKEN, timeout_ms: 30000, ...more });
}

async function thrown(work) {
    try {
        await work();
    } catch (error) {
        return error;
    }
    return assert.fail(`nothing was thrown by ${work}`);
}

async function fails(status, work, { path, says = '' } = {}) {
    const error = await thrown(work);
    assert.ok(error instanceof sdp.SdpError, String(error.stack));
    assert.equal(error.status, status);
    assert.ok(error.message.includes(says), error.message);
    if (path !== undefined) assert.equal(error.path, path);
    return error;
}

async function caught(work) {
    const error = await thrown(work);
    assert.ok(error instanceof sdp.CallbackError, String(error.stack));
    assert.ok(error.cause instanceof SyntaxError);
    return error;
}

/** A server that takes connections and says nothing, and clients of it. */
async function silence() {
    const sockets = [];
    const server = createServer((socket) => sockets.push(socket.on('error', () => {}))).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    return { port, connect: () => connect({ base_url: `http://127.0.0.1:${port}/app/itdesk` }), close() {
        for (const socket of sockets) socket.destroy();
        server.close();
    } };
}

function abortable() {
    const controller = new AbortController();
    return { signal: controller.signal, abort: () => controller.abort() };
}

/** Runs a program of its own, and tells its exit status, null where it had to be killed, and what it wrote. */
async function program(text) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', `
        import { Client } from '${new URL('../../examples/ffi/node/sdp.mjs', import.meta.url)}';
        const connect = (more) => new Client({ base_url: process.env.SDP_BASE_URL, access_token: 'x', ...more });
        ${text}`], { timeout: 30000, killSignal: 'SIGKILL', stdio: ['ignore', 'pipe', 'pipe'] });
    const told = { status: null, out: '', problems: '' };
    child.stdout.setEncoding('utf8').on('data', (data) => { told.out += data; });
    child.stderr.setEncoding('utf8').on('data', (data) => { told.problems += data; });
    [told.status] = await once(child, 'close');
    return told;
}

function tests() {
    const attempts = [];
    const client = connect({ event: (event) => attempts.push(event) });

    test('other types are refused before the library sees them', async () => {
        const before = attempts.length;
        for (const bad of [5, null, undefined, ['1'], { id: '1' }, 1.5, Symbol('x'), true, () => 1, 5n]) {
            await assert.rejects(async () => client.products.get(bad), TypeError);
            await assert.rejects(async () => client.call(bad), TypeError);
        }
        for (const bad of [5, 'name', new Set(), new Map(), Symbol('x'), () => 1, Buffer.from('x')]) {
            await assert.rejects(async () => client.products.add(bad), TypeError);
            const name = typeof bad === 'object' ? bad : [() => 1];
            await assert.rejects(async () => client.products.add({ name }), TypeError);
            await assert.rejects(async () => client.products.add({}, bad), TypeError);
            assert.throws(() => connect(typeof bad === 'function' ? { log: 5 } : { event: bad }), TypeError);
        }
        for (const bad of [{ signal: 5 }, { signal: {} }, { file: 5 }, { file: { bytes: 'x' } }, { tag: () => 1 },
                           { progress: 1 }]) {
            await assert.rejects(async () => client.products.list({}, bad).next(), TypeError);
        }
        for (const bad of [null, 5, 'x', []]) assert.throws(() => new sdp.Client(bad), TypeError);
        for (const bad of [null, undefined, 5, {}]) await assert.rejects(client.download('/x', bad), TypeError);
        assert.equal(attempts.length, before);
    });

    test('the wrong number of arguments names the right ones', async () => {
        for (const call of [() => client.products.get(), () => client.products.get('1', {}, {}),
                            () => client.products.edit('1', {}, {}, {})]) {
            await assert.rejects(call, /TypeError.*product_id/);
        }
    });

    test('values of another kind name their path', async () => {
        await fails('SDP_E_VALUE', () => client.products.add({ name: ['x'] }), { path: 'product.name' });
        await fails('SDP_E_VALUE', () => client.products.add({ is_laptop: 'maybe' }), { path: 'product.is_laptop' });
        const cost = { value: '1,5' };
        await fails('SDP_E_VALUE', () => client.contracts.add({ cost }), { path: 'contract.cost.value' });
        await fails('SDP_E_VALUE', () => client.products.get('1', { timeout_ms: 'soon' }), { path: 'timeout_ms' });
        await fails('SDP_E_VALUE', () => connect({ timeout_ms: 'soon' }), { path: 'timeout_ms' });
        await fails('SDP_E_VALUE', () => client.batch({ concurrency: 'many' }).next(), { path: 'concurrency' });
        for (const number of [NaN, Infinity, 100000000000037183]) { // eslint-disable-line no-loss-of-precision
            await assert.rejects(client.contracts.add({ cost: { value: number } }), RangeError);
        }
        await assert.rejects(client.contracts.add({ active_from: new Date(NaN) }), RangeError);
        const circle = {};
        circle.name = circle;
        await assert.rejects(client.products.add(circle), TypeError);
    });

    test('names that are not known get the nearest', async () => {
        assert.throws(() => client.product.get('1'), TypeError);
        assert.throws(() => client.products.edti('1'), TypeError);
        await fails('SDP_E_UNKNOWN_FIELD', () => client.call('products.gett', '1'), { says: "'products.get'" });
        await fails('SDP_E_UNKNOWN_FIELD', () => client.call('__proto__', '1'));
        const path = 'product.nmae';
        await fails('SDP_E_UNKNOWN_FIELD', () => client.products.add({ nmae: 'x' }), { says: "'name'", path });
        await fails('SDP_E_UNKNOWN_FIELD', () => client.products.get('1', { timeout: 5 }), { says: "'timeout_ms'" });
        await fails('SDP_E_UNKNOWN_FIELD', () => connect({ acess_token: 'x' }), { says: "'access_token'" });
        await fails('SDP_E_UNKNOWN_FIELD', () => client.batch({ concurency: 5 }).next(), { says: "'concurrency'" });
        await fails('SDP_E_ARGUMENT', () => client.contracts.edit('1'));
        const described = await client.products.edit('1', { nmae: 'x' }, { allow_unknown: true, dry_run: true });
        assert.deepEqual(described.input_data, { product: { nmae: 'x' } });
    });

    test('no secret is repeated', async () => {
        const error = await fails('SDP_E_ARGUMENT', () => connect({ access_token: 'line\nend-of-planted' }));
        assert.equal(error.path, 'access_token');
        assert.ok(!JSON.stringify({ ...error, message: error.message }).includes('planted'));
    });

    test('texts that C cannot hold are type errors', async () => {
        const before = attempts.length;
        for (const text of ['a\0b', SURROGATE]) {
            const { products, contracts } = client;
            for (const call of [() => products.get(text), () => client.call(text), () => products.add({ name: text }),
                                () => products.add({ [text]: 'x' }), () => products.list({}, { tag: text }),
                                () => connect({ base_url: text }), () => client.download(text, 'x'),
                                () => client.download('x', text), () => contracts.uploadAttachment('1', { file: text }),
                                () => contracts.uploadAttachment('1', { file: { ...file, name: text } })]) {
                await assert.rejects(async () => call(), TypeError);
            }
        }
        assert.equal(attempts.length, before);
    });

    test('what cannot be sent is named', async () => {
        const { products, contracts } = client;
        const name = 'a\0b';
        for (const [words, work] of [
            [/^product_id has a NUL/, () => products.get(name)],
            [/^name has a NUL/, () => products.add({ name })],
            [/^product_type\.name has a lone/, () => products.add({ product_type: { name: SURROGATE } })],
            [/^\[1\]\.name has a NUL/, () => products.add([{ name: 'x' }, { name }])],
            [/^a\[1\]\.b has a NUL/, () => products.add({ a: [1, { b: name }] })],
            [/member's name in cost has a NUL/, () => contracts.add({ cost: { [name]: 1 } })],
            [/^cost\.value: function/, () => contracts.add({ cost: { value: () => 1 } })],
            [/^cost\.value: Set/, () => contracts.add({ cost: { value: new Set() } })],
            [/^cost\.value: NaN/, () => contracts.add({ cost: { value: NaN } })],
            [/^search_criteria\.value has a NUL/, () => products.list({ search_criteria: { value: name } })],
            [/^tag has a NUL/, () => products.list({}, { tag: name })],
            [/^file has a NUL/, () => contracts.uploadAttachment('1', { file: name })],
            [/^file\.name has a NUL/, () => contracts.uploadAttachment('1', { file: { ...file, name } })],
            [/^base_url has a NUL/, () => connect({ base_url: name })],
        ]) {
            assert.match((await thrown(async () => work())).message, words);
        }
    });

    test('a received entity is no input, but its id is', async () => {
        const made = await client.products.ensure({ name: 'received', product_type: KIND });
        await assert.rejects(client.products.edit(made.id, made), TypeError);
        const { product_type } = made;
        const { input_data: sent } = await client.products.edit(made.id, { product_type }, { dry_run: true });
        assert.deepEqual(sent, { product: { product_type: { id: product_type.id } } });
        assert.throws(() => { made.name = 'x'; }, TypeError);
    });

    test('what log and event throw comes out of the call with its result', async () => {
        for (const functions of [{ event: planted }, { log: planted, log_level: 'debug' },
                                 { event: () => wait(20).then(planted) }]) {
            const own = connect(functions);
            const told = await caught(() => own.call('products.ensure', { name: 'thrown', product_type: KIND }));
            assert.equal(told.result.name, 'thrown');
            assert.equal(told.error, undefined);
            await own.close();
        }
        const own = connect({ event: planted });
        assert.equal((await caught(() => own.products.get('1'))).error.http_status, 404);
        await own.close();
    });

    test('what progress and sinks throw', async () => {
        const told = await caught(() => client.customers.uploadAttachment({ file, progress: planted }));
        assert.equal(told.result[0].name, 'x.txt');
        const [uploaded] = await client.customers.uploadAttachment({ file });
        const { error } = await caught(() => client.download(uploaded.content_url, planted));
        assert.equal(error.status, 'SDP_E_CANCELED');
        await caught(() => client.download(uploaded.content_url, () => {}, { progress: planted }));
        let size = 0;
        await client.download(uploaded.content_url, (part) => { size += part.length; });
        assert.equal(size, 5000);
    });

    test('what is thrown may be anything, and the next call is as if nothing had been', async () => {
        let failing = true;
        const own = connect({ event: () => { if (failing) throw undefined; } }); // eslint-disable-line no-throw-literal
        const told = await thrown(() => own.products.get('1'));
        assert.ok(told instanceof sdp.CallbackError && told.cause === undefined);
        failing = false;
        assert.ok((await own.products.list().toArray()).length > 0);
        await own.close();
    });

    test('calls of siblings under way get what their functions throw', async () => {
        const own = connect({ event: planted });
        const others = await Promise.all([own.sibling(), own.sibling(), own.sibling()]);
        const told = await Promise.all(others.map((one) => caught(() => one.products.list().next())));
        assert.deepEqual(told.map((one) => one.result.done), [false, false, false]);
        await Promise.all([own, ...others].map((one) => one.close()));
    });

    test('a callback may make calls of a sibling, and close its client', async () => {
        let rows = 0;
        const own = connect({ event: async ({ tag }) => {
            if (tag === 'outer') rows += (await sibling.products.list().toArray()).length;
        } });
        const sibling = await own.sibling();
        assert.equal((await thrown(() => own.products.get('1', { tag: 'outer' }))).http_status, 404);
        assert.ok(rows > 0);
        await Promise.all([own.close(), sibling.close()]);
        const closing = connect({ event: () => closing.close() });
        await thrown(() => closing.products.get('1'));
        await assert.rejects(closing.products.get('1'), sdp.ClosedError);
    });

    test('a callback makes no calls of its own client, which would not end', async () => {
        const uses = [(own) => own.products.list().next(), (own) => own.products.get('1'), (own) => own.sibling(),
                      (own) => own.batch().next(), (own) => wait(5).then(() => own.login())];
        for (const use of uses) {
            const own = connect({ event: () => use(own) });
            const told = await thrown(() => own.products.list().next());
            assert.ok(told.cause instanceof sdp.BusyError, String(told.stack));
            assert.equal(told.result.done, false);
            await own.close();
        }
        const own = connect({ event: async () => { await sibling.products.list().next(); } });
        const sibling = await own.sibling();
        const told = await thrown(() => own.products.list().next());
        assert.ok(told.cause.cause instanceof sdp.BusyError, 'nor by way of a sibling');
        let later;
        const progress = () => { later ??= wait(50).then(() => client.products.list().next()); };
        await client.customers.uploadAttachment({ file, progress });
        assert.equal((await later).done, false);
        await Promise.all([own.close(), sibling.close()]);
    });

    test('slow calls leave a thread to the rest of the program', async () => {
        const { connect: silently, close } = await silence();
        const { signal, abort } = abortable();
        const calls = Array.from({ length: 6 }, () => silently().products.get('1', { signal }));
        const ends = calls.map((call) => fails('SDP_E_CANCELED', () => call));
        assert.ok((await readFile(new URL(import.meta.url))).length > 0);
        abort();
        await Promise.all(ends);
        close();
    });

    test('what was closed says so', async () => {
        const own = connect();
        const [pages, batch] = [own.products.list(), own.batch()];
        await pages.next();
        await pages.close();
        await batch.close();
        const closed = [() => pages.next(), () => pages.info(), () => batch.next(), () => batch.room(),
                        () => batch.add('products.list')];
        for (const use of closed) await assert.rejects(use, sdp.ClosedError);
        const [other, more] = [own.products.list(), own.batch()];
        await other.next();
        await own.close();
        await own.close();
        for (const use of [() => other.next(), () => more.next(), () => own.sibling(), () => own.batch(),
                           () => own.login(), () => own.products.list().next(), () => own.products.get('1'),
                           () => own.root, () => own.download('/x', '/dev/null')]) {
            await assert.rejects(async () => use(), sdp.ClosedError);
        }
        await other.close();
        await more.close();
    });

    test('a close waits for the calls that were made before', async () => {
        const own = connect();
        const calls = [own.products.list().next(), own.products.list().next()];
        const end = own.close();
        for (const call of calls) assert.ok((await call).value.id);
        await end;
    });

    test('a walk that is left is closed', async () => {
        const pages = client.products.list();
        for await (const one of pages) { // eslint-disable-line no-unreachable-loop
            assert.ok(one.id);
            break;
        }
        await assert.rejects(pages.next(), sdp.ClosedError);
    });

    test('objects end in any order', async () => {
        setFlagsFromString('--expose-gc');
        const collect = runInNewContext('gc');
        for (let round = 0; round < 6; round++) {
            let things = [connect({ event: () => {} })];
            things.push(things[0].products.list(), things[0].batch(), await things[0].sibling());
            await things[1].next();
            await things[2].add('products.get', '1', { tag: 'x'.repeat(500), signal: new AbortController().signal });
            const closed = (error) => assert.ok(error instanceof sdp.ClosedError);
            if (round % 2 === 0) things.push(things[1].next(), things[0].products.list().toArray().catch(closed));
            if (round > 3) things[0].close();
            const under = things.slice(4);
            things = null;
            collect();
            await wait(5);
            for (const one of under) await one;
        }
        collect();
        await wait(5);
    });

    test('a batch that is full, what a batch refuses, and one that is left', async () => {
        const batch = client.batch({ max_pending: 2 });
        await batch.add('products.get', '1');
        await batch.add('products.get', '2');
        assert.equal(await batch.room(), 0);
        await fails('SDP_E_LIMIT', () => batch.add('products.get', '3'));
        const results = [];
        const calls = Array.from({ length: 7 }, (_, number) => ['products.get', `${number}`]);
        for await (const one of batch.run(calls)) results.push(one);
        assert.equal(results.length, 9);
        assert.throws(() => results[0].get(), sdp.SdpError);
        await fails('SDP_E_UNKNOWN_FIELD', () => batch.add('products.gett'), { says: "'products.get'" });
        await assert.rejects(batch.add('products.get'), TypeError);
        await assert.rejects(batch.run(5).next(), TypeError);
        assert.deepEqual((await batch.add('products.get', '5', { dry_run: true })).method, 'GET');
        await batch.add('products.get', '1');
        await batch.close();
    });

    test('a call of a batch that is wrong ends no other', async () => {
        const made = await client.products.ensure({ name: 'batched', product_type: KIND });
        const good = ['products.get', made.id];
        const wrong = [['products.gett', '1'], ['products.get'], ['products.get', 5], 'products.get', null, [], 7,
                       ['products.get', 'a\0b'], ['products.edit', made.id, { nmae: 'x' }], ['contracts.edit', '1']];
        const calls = [good, ...wrong, good, ...wrong.slice(0, 3), good];
        for (const config of [{}, { in_order: true }, { concurrency: 1 }, { max_pending: 1, in_order: true }]) {
            const batch = client.batch(config);
            const results = [];
            for await (const one of batch.run(calls)) results.push(one);
            await batch.close();
            assert.equal(results.length, calls.length);
            const ids = results.filter((one) => !one.error).map((one) => one.get().id);
            assert.deepEqual(ids, [made.id, made.id, made.id]);
            assert.ok(results.every((one) => (one.number === null) === (one.error !== null)));
            if (config.in_order) assert.deepEqual(results.map((one) => one.call), calls);
            const told = results.find((one) => one.operation === 'products.edit').error;
            assert.equal(told.path, 'product.nmae');
        }
        const endless = client.batch({ in_order: true, max_pending: 20 });
        let count = 0;
        for await (const one of endless.run((function* repeat() { for (;;) yield ['products.gett']; })())) {
            assert.ok(one.error);
            if (++count === 100) break;
        }
        await endless.close();
        await assert.rejects(endless.run([good]).next(), sdp.ClosedError);
    });

    test('searching by words, and by times', async () => {
        const criteria = async (query, options) =>
            (await client.contracts.list(query, { dry_run: true, ...options })).input_data.list_info.search_criteria;
        const active = { field: 'status.name', condition: 'is', value: 'Active' };
        const value = '1798761600000';
        const ends = { field: 'active_till', condition: 'lesser than', value, logical_operator: 'AND' };
        const both = 'status is Active and active_till < 2027-01-01';
        assert.deepEqual(await criteria({ where: 'status is Active' }), active);
        assert.deepEqual(await criteria({ where: both }), [active, ends]);
        assert.deepEqual(await criteria({ list_info: { row_count: 5, where: both.split(' and ') } }), [active, ends]);
        assert.equal((await criteria({ where: 'nam is x' }, { allow_unknown: true })).field, 'nam');
        assert.equal(await criteria({ where: [] }), undefined);
        const day = new Date(Number(value));
        const { logical_operator: _, ...one } = { ...ends, value: day };
        assert.deepEqual(await criteria({ search_criteria: one }), { ...one, value });
        const child = { ...one, condition: 'between', value: [day, day], logical_operator: 'OR' };
        const { children } = await criteria({ search_criteria: { ...one, children: [child] } });
        assert.deepEqual(children[0].value, [value, value]);
        await client.products.ensure({ name: 'searched for', product_type: KIND });
        const found = await client.products.list({ where: "name starts with 'searched'" }).toArray();
        assert.deepEqual(found.map((product) => product.name), ['searched for']);
        await fails('SDP_E_UNKNOWN_FIELD', async () => client.products.list({ where: 'nam is x' }), { says: "'name'" });
        const where = ['name is a', 'name is x and'];
        await fails('SDP_E_VALUE', async () => client.products.list({ where }), { says: 'column 11' });
        for (const bad of [5, [5], null, {}, 'a\0b', SURROGATE]) {
            assert.throws(() => client.products.list({ where: bad }), TypeError);
        }
        assert.throws(() => client.products.list({ where: 'name is x', search_criteria: one }), TypeError);
        await fails('SDP_E_UNKNOWN_FIELD', () => client.products.edit('1', { where: 'name is x' }));
    });

    test('a call is cancelled while it waits, and so is one that waits for its turn', async () => {
        const { connect: silently, close } = await silence();
        const own = silently();
        const controller = new AbortController();
        const { signal } = controller;
        const { products } = own;
        const calls = [products.get('1', { signal }), products.get('2', { signal }), products.list({}, { signal }).next()];
        const ends = calls.map((call) => fails('SDP_E_CANCELED', () => call));
        setTimeout(() => controller.abort(), 50);
        await Promise.all(ends);
        await fails('SDP_E_TIMEOUT', () => own.products.get('1', { timeout_ms: 50, max_retries: 0 }));
        const batch = own.batch({ signal: AbortSignal.timeout(20) });
        await batch.add('products.get', '1');
        assert.equal((await batch.next()).value.error.code, 'SDP_E_CANCELED');
        await own.close();
        close();
    });

    test('a login that is nothing is no login', async () => {
        for (const nothing of [null, undefined]) {
            for (const name of ['access_token', 'client_id', 'api_key']) {
                assert.throws(() => new sdp.Client({ base_url: process.env.SDP_BASE_URL, [name]: nothing }),
                              { code: 'SDP_E_CONFIG', path: name });
            }
            await connect({ client_id: nothing, portal: nothing }).close();
        }
        await new sdp.Client({ base_url: process.env.SDP_BASE_URL }).close();
    });

    test('a client may come from the environment', async () => {
        const own = sdp.Client.fromEnvironment();
        assert.ok(own.root.endsWith('/api/v3'));
        const crm = sdp.Client.fromEnvironment('neucrm');
        assert.ok(Array.isArray(await crm.neucrm.list().toArray()));
        await Promise.all([own.close(), crm.close()]);
        for (const bad of ['bogus', '', 'NEUCRM', null, 5, {}]) {
            assert.throws(() => sdp.Client.fromEnvironment(bad), /TypeError.*'sdp' or 'neucrm'/);
        }
        const before = process.env.SDP_BASE_URL;
        delete process.env.SDP_BASE_URL;
        await fails('SDP_E_URL', () => sdp.Client.fromEnvironment());
        process.env.SDP_BASE_URL = before;
    });

    test('values are those of JavaScript', async () => {
        const { input_data: { contract: sent } } = await client.contracts.edit('1', {
            active_from: new Date(1234567890123), cost: { value: '2322.00' }, comments: null, is_definite: false,
            name: undefined,
        }, { dry_run: true });
        assert.equal(Number(sent.active_from.value), 1234567890123);
        assert.deepEqual([String(sent.cost.value), sent.comments, sent.is_definite], ['2322.00', null, false]);
        assert.ok(!('name' in sent));
        const { input_data: { list_info: info } } = await client.products.list({ row_count: 3n }, { dry_run: true });
        assert.equal(info.row_count, 3);
        const made = await client.products.ensure({ name: '"\\ü\u{1F600}12.50', product_type: KIND });
        assert.equal(made.name, '"\\ü\u{1F600}12.50');
        assert.equal(sdp.typeOf(made).name, 'product');
    });

    test('the operations are methods, and the declarations say what there is', async () => {
        for (const name of sdp.operations().keys()) {
            const [noun, verb] = name.split('.');
            assert.equal(typeof client[noun][verb.replace(/_(\w)/g, (_, one) => one.toUpperCase())], 'function', name);
        }
        const declared = readFileSync(new URL('../../examples/ffi/node/sdp.d.mts', import.meta.url), 'utf8');
        for (const [name, value] of Object.entries(sdp)) {
            assert.match(declared, new RegExp(`export (class|function|const) ${name}\\b`));
            for (const member of Object.getOwnPropertyNames(value.prototype ?? {})) {
                if (['constructor', 'name'].includes(member)) continue;
                assert.match(declared, new RegExp(`\\b${member}\\b`));
            }
        }
        for (const noun of new Set([...sdp.operations().keys()].map((one) => one.split('.')[0]))) {
            assert.match(declared, new RegExp(`readonly ${noun}: Noun;`));
        }
    });

    test('a program that closes nothing ends', async () => {
        const done = await program(`const client = connect({ event: () => {} });
            const batch = client.batch();
            await batch.add('products.list');
            console.log((await client.products.list().next()).done);`);
        assert.deepEqual(done, { status: 0, out: 'false\n', problems: '' });
    });

    test('a program ends while calls are under way', async () => {
        const { port, close } = await silence();
        const call = (more) => `connect({ base_url: 'http://127.0.0.1:${port}/app/itdesk', ${more ?? ''} }).products`;
        const hooks = "log() {}, event() {}, log_level: 'debug'";
        const soon = (work) => `.catch(() => {}); setTimeout(() => { ${work} }, 100);`;
        const wanted = { status: 7, out: 'at exit\n', problems: '' };
        const exits = [
            `${call()}.get('1')${soon('process.exit(7)')}`,
            `${call()}.list().next()${soon('process.exit(7)')}`,
            `${call(hooks)}.get('1')${soon('process.exit(7)')}`,
            `${call()}.list({}, { progress() {} }).next()${soon('process.exit(7)')}`,
            `process.on('SIGINT', () => process.exit(7));
             ${call(hooks)}.get('1')${soon("process.kill(process.pid, 'SIGINT')")}`,
            `const batch = connect({ base_url: 'http://127.0.0.1:${port}' }).batch();
             await batch.add('products.get', '1');
             batch.next()${soon('process.exit(7)')}`,
            "connect({ event() { process.exit(7); } }).products.get('1').catch(() => {});",
            "connect({ log() { process.exit(7); }, log_level: 'debug' }).products.get('1').catch(() => {});",
        ].map(async (one) => assert.deepEqual(
            await program(`process.on('exit', () => console.log('at exit')); ${one}`), wanted, one));
        const errors = [call(), call(hooks)].map(async (one) => {
            const told = await program(`${one}.get('1')${soon("throw new Error('planted')")}`);
            assert.equal(told.status, 1);
            assert.match(told.problems, /Error: planted\n/);
        });
        await Promise.all([...exits, ...errors]);
        close();
    });

    test('the end', () => client.close());
}

if (process.argv[2]) {
    for (const { name, kind } of sdp.types().get(process.argv[2]).fields.values()) console.log(name, kind);
} else {
    tests();
}
