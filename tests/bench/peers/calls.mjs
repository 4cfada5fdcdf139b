// The same calls by Node: calls.mjs ROOT N PATH http|fetch [JSON]. Prints nanoseconds a call. Each answer is read as JSON;
// with JSON each call is a POST, whose form is made of it anew.
import http from 'node:http';

const [root, count, path, way, body] = process.argv.slice(2);
const entity = body ? JSON.parse(body) : null;
const method = entity ? 'POST' : 'GET';
const headers = {
    Accept: 'application/vnd.manageengine.sdp.v3+json',
    Authorization: 'Zoho-oauthtoken token',
    'Content-Type': 'application/x-www-form-urlencoded',
};
const agent = new http.Agent({ keepAlive: true });

function form() {
    return entity ? `input_data=${encodeURIComponent(JSON.stringify(entity))}` : undefined;
}

function byHttp() {
    return new Promise((resolve, reject) => {
        http.request(root + path, { agent, headers, method }, (answer) => {
            const parts = [];
            answer.on('data', (part) => parts.push(part));
            answer.on('end', () => resolve(JSON.parse(Buffer.concat(parts).toString())));
        }).on('error', reject).end(form());
    });
}

async function byFetch() {
    return (await fetch(root + path, { headers, method, body: form() })).json();
}

const call = way === 'http' ? byHttp : byFetch;
await call();
const start = process.hrtime.bigint();
for (let i = 0; i < Number(count); i++) await call();
console.log(String((process.hrtime.bigint() - start) / BigInt(count)));
agent.destroy();
