// The worker of one fair's desk: answers from what the page kept where there is no network, and sends what waits once there is one.
// What it answers with is kept by the page alone, under one name, for one person (fair_desk.js); it writes nothing there itself.

const BASE = new URL(self.registration.scope).pathname;
const KEPT = `fair-desk ${BASE}`;
const PATIENCE = 4_000; // milliseconds: in a crowded hall a network that is there may still not answer
const REST = 20_000; // after one such wait, for how long what is kept goes first

let restsUntil = 0;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && new URL(request.url).origin === self.location.origin) {
    event.respondWith(answered(request));
  }
});

async function answered(request) {
  const kept = await keptAnswer(request);
  if (!kept) return fetch(request);
  if (Date.now() < restsUntil) return kept;
  const fresh = fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  try {
    const answer = await Promise.race([fresh, late]);
    if (answer && answer.status < 500) return answer;
  } catch {
    // no network: what is kept is what there is
  }
  fresh.catch(() => {});
  restsUntil = Date.now() + REST;
  return kept;
}

// What is kept, unless its time is over: then nothing is, any more.
async function keptAnswer(request) {
  if (!(await caches.has(KEPT))) return undefined;
  const cache = await caches.open(KEPT);
  const kept = await cache.match(request, { ignoreVary: true });
  const said = kept && (await cache.match(`${BASE}/data.json`, { ignoreVary: true }));
  if (!said) return undefined;
  const { until } = await said.json();
  if (Date.parse(until) > Date.now()) return kept;
  await caches.delete(KEPT);
  return undefined;
}

self.addEventListener("sync", (event) => {
  if (event.tag === "fair-desk") event.waitUntil(sendAll());
});

async function sendAll() {
  const cache = await caches.open(KEPT);
  const said = await cache.match(`${BASE}/data.json`, { ignoreVary: true });
  if (!said) return;
  const whose = { ...(await said.json()), fair: BASE };
  const ended = await FairDeskSync.all(whose);
  for (const page of await self.clients.matchAll()) page.postMessage("sent");
  if (ended === "no-answer") throw new Error("no answer: the browser tries again");
}
