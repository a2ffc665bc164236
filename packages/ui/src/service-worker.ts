/**
 * Lets a page open without a network, and answers nothing of the API: what is shown of a
 * visit is of now, or says that it is not. Files have a digest in their names, so that one that is
 * kept is the one that is wanted.
 */

interface Waiting extends Event {
  waitUntil(done: Promise<unknown>): void;
}

interface Fetching extends Waiting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Worker {
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: "install" | "activate", act: (event: Waiting) => void): void;
  addEventListener(type: "fetch", act: (event: Fetching) => void): void;
}

/** Written in by the build: where the page is, everything that it may need, and a digest of it all. */
declare const PAGE_ADDRESS: string;
declare const PRECACHED: readonly string[];
declare const PRECACHED_DIGEST: string;

const FILES: ReadonlySet<string> = new Set(PRECACHED);
const PAGE = PAGE_ADDRESS;
/** Pages of one shop keep theirs beside each other. */
const OWN = `saunter-${PAGE}-`;
const CACHE = `${OWN}${PRECACHED_DIGEST}`;
/** A network that takes longer is none: whoever stands at the gate has no time. */
const PATIENCE_MS = 3000;

const worker = self as unknown as Worker;

worker.addEventListener("install", (event) => {
  const keep = async (): Promise<void> => {
    const cache = await caches.open(CACHE);
    await cache.addAll([PAGE, ...FILES]);
    await worker.skipWaiting();
  };
  event.waitUntil(keep());
});

worker.addEventListener("activate", (event) => {
  const tidy = async (): Promise<void> => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith(OWN) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await worker.clients.claim();
  };
  event.waitUntil(tidy());
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && isPage(pathname)) event.respondWith(answerPage(request));
  else if (FILES.has(pathname)) event.respondWith(answerFile(request));
});

function isPage(pathname: string): boolean {
  return pathname.startsWith(PAGE) && !pathname.startsWith(`${PAGE}v1/`);
}

/** All addresses are one page: the shop's own if it comes soon, else the one that is kept. */
async function answerPage(request: Request): Promise<Response> {
  const kept = await caches.match(PAGE);
  if (kept === undefined) return fetch(request);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return answer.ok ? answer : kept;
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return kept;
    throw error;
  }
}

async function answerFile(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreSearch: true })) ?? fetch(request);
}
