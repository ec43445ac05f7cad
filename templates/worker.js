// Keeps the page «Нет связи» and shows it where a page cannot be fetched. Keeps nothing else: not one page with people.

const KEPT = {{ kept|safe }};
// The list itself names the store: another list is another store.
const STORE = `offline ${KEPT.join(" ")}`;

addEventListener("install", (event) => {
  // Without cookies: what is kept must not know who was there.
  const requests = KEPT.map((url) => new Request(url, { credentials: "omit", cache: "reload" }));
  event.waitUntil(caches.open(STORE).then((store) => store.addAll(requests)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const purge = async () => {
    for (const name of await caches.keys()) if (name !== STORE) await caches.delete(name);
    await clients.claim();
  };
  event.waitUntil(purge());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(fetch(request).catch(() => caches.match(KEPT[0])));
  } else if (KEPT.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request, { ignoreSearch: true })));
  }
});
