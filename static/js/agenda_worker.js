// Keeps the reader's own agenda for when there is no network, and nothing else: agenda pages of
// this edition, and the styles and scripts that they load. Copies lie in one cache named after the
// reader that the page itself names; the pages of anybody else end it.

const PREFIX = "fm-agenda-";
const PATIENCE_MS = 6000;
const READER = /<body data-reader="([0-9a-f]+)"/;
const NEVER_CHANGES = /\.[0-9a-f]{12}\.[a-z]+$/;
const UUID = /^[0-9a-f-]{36}\/$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (isAgenda(event.data.page)) event.waitUntil(keepPage(event.data.page, event.data.assets));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && isAgenda(request.url)) event.respondWith(agenda(request));
  else if (request.mode !== "navigate" && isAsset(request.url)) event.respondWith(asset(request));
});

function isAgenda(address) {
  const { origin, pathname, search } = new URL(address);
  const scope = new URL(self.registration.scope);
  if (origin !== scope.origin || search || !pathname.startsWith(scope.pathname)) return false;
  const rest = pathname.slice(scope.pathname.length);
  return rest === "" || UUID.test(rest);
}

function isAsset(address) {
  const { origin, pathname } = new URL(address);
  return origin === self.location.origin && pathname.startsWith("/static/");
}

// ---- Pages: from the network, else the copy

async function agenda(request) {
  let answer;
  try {
    answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    return (await copyOf(request.url)) || Response.error();
  }
  if (answer.status >= 500) return (await copyOf(request.url)) || answer;
  if (answer.ok) await keep(request.url, answer.clone());
  else await forgetAll(); // sent to the log-in page, or not theirs any more
  return answer;
}

async function copyOf(address) {
  const kept = await caches.match(address, { ignoreVary: true });
  if (!kept) return null;
  const html = (await kept.text()).replace('data-served="network"', 'data-served="copy"');
  const headers = new Headers(kept.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return new Response(html, { headers });
}

// ---- What is kept

async function keepPage(page, assets) {
  const answer = await fetch(page, { redirect: "manual" });
  const cache = answer.ok ? await keep(page, answer) : null;
  if (!cache) return;
  const wanted = assets.filter(isAsset);
  for (const old of await cache.keys()) {
    if (isAsset(old.url) && !wanted.includes(old.url)) await cache.delete(old);
  }
  await Promise.all(wanted.map(async (address) => {
    if (!(NEVER_CHANGES.test(address) && await cache.match(address))) await cache.add(address);
  }));
}

async function keep(address, answer) {
  const found = READER.exec(await answer.clone().text());
  if (!found) {
    await forgetAll();
    return null;
  }
  await forgetAll(PREFIX + found[1]);
  const cache = await caches.open(PREFIX + found[1]);
  await cache.put(address, answer);
  return cache;
}

async function forgetAll(but = "") {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== but);
  await Promise.all(names.map((name) => caches.delete(name)));
}

// ---- Styles and scripts of kept pages

async function asset(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept && NEVER_CHANGES.test(request.url)) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}
