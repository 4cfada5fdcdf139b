// How a client in Node is tested against the sandbox: SDP_SANDBOX=… node --test products.test.mjs
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { startSandbox } from "./sandbox.mjs";

// The client under test.
async function addProduct(baseUrl, name, kind) {
    const answer = await fetch(`${baseUrl}/api/v3/products`, {
        method: "POST",
        headers: { Accept: "application/vnd.manageengine.sdp.v3+json", Authorization: "Zoho-oauthtoken any" },
        body: new URLSearchParams({ input_data: JSON.stringify({ product: { name, product_type: { name: kind } } }) }),
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.response_status.messages[0].message ?? `HTTP ${answer.status}`);
    return body.product;
}

let box;
before(async () => { box = await startSandbox(["--seed-data", "demo"]); });
after(() => box.stop());
beforeEach(() => box.reset());

test("a product is added", async () => {
    const product = await addProduct(box.base_url, "Scanner", "Printer");
    assert.match(product.id, /^[0-9]+$/);
    const [sent] = await box.requests();
    assert.equal(JSON.parse(sent.input_data).product.name, "Scanner");
});

test("a broken connection is told", async () => {
    await box.fault("POST /products reset");
    await assert.rejects(addProduct(box.base_url, "Scanner", "Printer"));
});
