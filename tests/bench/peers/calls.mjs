// The same calls by Node: calls.mjs ROOT N PATH http|fetch. Prints nanoseconds a call. Each answer is read as JSON.
import http from 'node:http';

const [root, count, path, way] = process.argv.slice(2);
const headers = {
    Accept: 'application/vnd.manageengine.sdp.v3+json',
    Authorization: 'Zoho-oauthtoken token',
    'Content-Type': 'application/x-www-form-urlencoded',
};
const agent = new http.Agent({ keepAlive: true });

function byHttp() {
    return new Promise((resolve, reject) => {
        http.get(root + path, { agent, headers }, (answer) => {
            const parts = [];
            answer.on('data', (part) => parts.push(part));
            answer.on('end', () => resolve(JSON.parse(Buffer.concat(parts).toString())));
        }).on('error', reject);
    });
}

async function byFetch() {
    return (await fetch(root + path, { headers })).json();
}

const call = way === 'http' ? byHttp : byFetch;
await call();
const start = process.hrtime.bigint();
for (let i = 0; i < Number(count); i++) await call();
console.log(String((process.hrtime.bigint() - start) / BigInt(count)));
agent.destroy();
