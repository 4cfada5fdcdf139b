// The same as cross_a_million.c from Node: a million crossings, and whole operations up to where they would be sent,
// each on a worker thread as the binding makes them.
//
//     SDP_LIBRARY=BUILD/libsdp.so SDP_KOFFI_DIR=BUILD/node node tests/bench/cross_a_million.mjs
import { lib } from '../../examples/ffi/node/native.mjs';
import { Client } from '../../examples/ffi/node/sdp.mjs';

const CROSSINGS = 1000000, CALLS = 20000;

const now = () => Number(process.hrtime.bigint());

let begin = now();
for (let i = 0; i < CROSSINGS; i++) lib.sdp_version_number();
const crossing = (now() - begin) / CROSSINGS;

const client = new Client({ base_url: 'https://desk.example.com' });
begin = now();
for (let i = 0; i < CALLS; i++) {
    await client.products.edit('100000000000037183', { name: 'XPS 15', comments: null }, { dry_run: true });
}
const call = (now() - begin) / CALLS;
await client.close();

const shown = (nanoseconds) => nanoseconds.toFixed(0).padStart(8);
console.log(`Node    ${shown(crossing)} ns a crossing   ${shown(call)} ns a call`);
