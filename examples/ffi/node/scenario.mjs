// What a program does with the service: run it with SDP_BASE_URL and SDP_ACCESS_TOKEN set.
//
//     node examples/ffi/node/scenario.mjs
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CallerError, Client, SdpError } from './sdp.mjs';

const KIND = { name: 'Workstation' };

function connect(more) {
    return new Client({ base_url: process.env.SDP_BASE_URL, portal: process.env.SDP_PORTAL,
                        access_token: process.env.SDP_ACCESS_TOKEN, timeout_ms: 20000, ...more });
}

async function oneProduct(client) {
    const added = await client.products.add({ name: 'XPS 15', product_type: KIND, comments: 'ordered' });
    assert.match(added.id, /^\d+$/);
    assert.equal((await client.products.get(added.id)).comments, 'ordered');
    assert.equal((await client.products.edit(added.id, { comments: null })).comments, null);
    const got = await client.products.get(added.id);
    assert.ok('comments' in got && got.comments === null, 'null, and not absent');
    assert.equal(got.product_type.name, 'Workstation');
    assert.equal((await client.products.ensure({ name: 'XPS 15', product_type: KIND })).id, added.id);
    console.log('added, changed, cleared and found again:', got.id, got.name);
}

async function allProducts(client) {
    for (let number = 0; number < 7; number++) {
        await client.products.ensure({ name: `Screen ${number}`, product_type: KIND });
    }
    const pages = client.products.list({ row_count: 3, sort_field: 'name', get_total_count: true });
    const names = [];
    for await (const product of pages) names.push(product.name);
    const info = await pages.info();
    assert.equal(names.length, info.total_count);
    assert.ok(info.page_number > 1);
    await pages.close();
    let screens = 0;
    for await (const _ of client.products.list({ where: "name starts with 'Screen '" })) screens++;
    assert.equal(screens, 7);
    console.log(names.length, 'products, from', names[0], 'to', names.at(-1));
}

async function aMistake(client) {
    await assert.rejects(client.products.add({ name: 'XPS 15', product_type: KIND }), (error) => {
        assert.ok(error instanceof CallerError);
        assert.equal(error.status, 'SDP_E_REFUSED');
        assert.equal(error.api_code, 4008);
        assert.deepEqual(error.fields, ['name']);
        assert.ok(!error.retryable && !error.maybe_done && error.attempts === 1);
        console.log('refused, as it should be:', error.message, error.fields);
        return true;
    });
    await assert.rejects(client.products.add({ nam: 'XPS 15' }), (error) => {
        assert.equal(error.status, 'SDP_E_UNKNOWN_FIELD');
        assert.equal(error.path, 'product.nam');
        assert.match(error.message, /'name'/);
        console.log('refused before it was sent:', error.message);
        return true;
    });
}

async function aContractWithAFile(client) {
    const begin = new Date(Date.UTC(2026, 0, 1));
    const contract = await client.contracts.add({
        name: 'Support', vendor: { name: 'Canon' }, is_definite: true, owner: { email_id: 'john.doe@abcmail.com' },
        active_from: begin, active_till: new Date(Date.UTC(2027, 0, 1)), cost: { value: '2322.00' },
    });
    assert.equal(contract.active_from.getTime(), begin.getTime());
    assert.equal(typeof contract.cost.value, 'string');
    const bytes = Buffer.from('%PDF-1.4\n'.repeat(2000));
    const seen = [];
    const [uploaded] = await client.contracts.uploadAttachment(contract.id, {
        file: { bytes, name: 'terms.pdf' }, progress: (done, total) => seen.push([done, total]),
    });
    assert.equal(uploaded.name, 'terms.pdf');
    assert.deepEqual(seen.at(-1), [18000, 18000]);
    const folder = await mkdtemp(join(tmpdir(), 'sdp-'));
    try {
        await client.download(uploaded.content_url, join(folder, 'terms.pdf'));
        assert.deepEqual(await readFile(join(folder, 'terms.pdf')), bytes);
    } finally {
        await rm(folder, { recursive: true });
    }
    const parts = [];
    await client.download(uploaded.content_url, (part) => parts.push(part));
    assert.deepEqual(Buffer.concat(parts), bytes);
    await client.contracts.delete(contract.id);
    console.log('a contract until', contract.active_till.toISOString(), 'with', uploaded.name);
}

async function manyAtOnce(client) {
    const ids = (await client.products.list().toArray()).map((one) => one.id);
    const found = new Set();
    const batch = client.batch({ concurrency: 4 });
    for await (const result of batch.run(ids.map((id) => ['products.get', id]))) found.add(result.get().id);
    await batch.close();
    assert.deepEqual([...found].sort(), [...ids].sort());
    const ordered = client.batch({ in_order: true });
    for (const id of [ids[0], '1', ids[1]]) await ordered.add('products.get', id, { tag: `look at ${id}` });
    const results = [];
    for await (const result of ordered) results.push(result);
    await ordered.close();
    const [first, lost, last] = results;
    assert.ok(first.value.id === ids[0] && last.value.id === ids[1] && lost.tag === 'look at 1');
    assert.ok(['SDP_E_REFUSED', 'SDP_E_NOT_FOUND'].includes(lost.error.status));
    console.log(found.size, 'products by a batch, and one that is not there:', lost.error.message);
}

async function fourThreads(client) {
    async function work() {
        const own = await client.sibling();
        const counts = [];
        for (let round = 0; round < 5; round++) {
            counts.push((await own.products.list({ row_count: 4 }).toArray()).length);
        }
        await own.close();
        return counts;
    }
    const counts = (await Promise.all([work(), work(), work(), work()])).flat();
    assert.equal(counts.length, 20);
    assert.equal(new Set(counts).size, 1);
    console.log('4 threads, each with a sibling of the client, saw', counts[0], 'products');
}

async function cancelled(client) {
    const controller = new AbortController();
    controller.abort();
    await assert.rejects(client.products.list({}, { signal: controller.signal }).next(), (error) => {
        assert.ok(error instanceof SdpError);
        assert.equal(error.status, 'SDP_E_CANCELED');
        console.log('cancelled:', error.message);
        return true;
    });
}

const attempts = [];
const client = connect({ event: (event) => attempts.push(event) });
try {
    await oneProduct(client);
    await allProducts(client);
    await aMistake(client);
    await aContractWithAFile(client);
    await manyAtOnce(client);
    await fourThreads(client);
    await cancelled(client);
    for (const product of await client.products.list().toArray()) {
        if (product.name === 'XPS 15') await client.products.delete(product.id);
    }
} finally {
    await client.close();
}
assert.equal(attempts[0].operation, 'products.add');
assert.equal(attempts[0].http_status, 200);
console.log(attempts.length, 'attempts in all');
