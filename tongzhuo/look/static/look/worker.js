/* Keeps the product itself, and serves the pages that this telephone keeps when there is no network.
   Which pages those are is decided by the page (offline.js); SHELL and STATIC are told by the address /worker.js. */

const PAGES = "tongzhuo.pages";
const SHELF = "tongzhuo.shell";
const NAMED_BY_CONTENT = /\.[0-9a-f]{12}\.\w+$/;

async function fill() {
  const shelf = await caches.open(SHELF);
  /* Without credentials: what everybody keeps must be about nobody. */
  await shelf.addAll(self.SHELL.map((url) => new Request(url, { cache: "reload", credentials: "omit" })));
  await self.skipWaiting();
}

/* A name made from its content never changes; anything else is asked for first. */
async function asset(request) {
  const shelf = await caches.open(SHELF);
  const kept = await shelf.match(request, { ignoreVary: true });
  if (kept && NAMED_BY_CONTENT.test(new URL(request.url).pathname)) return kept;
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await shelf.put(request, fresh.clone());
    return fresh;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function page(request) {
  try {
    return await fetch(request);
  } catch {
    const pages = await caches.open(PAGES);
    const kept = await pages.match(request, { ignoreSearch: true, ignoreVary: true });
    return kept ?? (await caches.match(self.SHELL.at(-1), { ignoreVary: true })) ?? Response.error();
  }
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith(self.STATIC)) event.respondWith(asset(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
});
