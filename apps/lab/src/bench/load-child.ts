/**
 * Clients of a shop in a process of their own, so that the loop that is measured is the shop's alone:
 * live views, PDFs and a steady rate of requests, from many addresses of this machine.
 *
 *     node apps/lab/src/bench/load-child.ts
 *
 * The parent sends a `LoadPlan`, then "counts" whenever it wants to know, and "stop".
 */
import { Agent, get, type IncomingMessage } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

export interface LoadPlan {
  readonly address: string;
  /** Access tokens of operators; each gets a share of their views. */
  readonly staffTokens: readonly string[];
  /** Of shoppers, a phone each. */
  readonly tokens: readonly string[];
  readonly floors: number;
  readonly shelves: readonly string[];
  /** Views of alerts. */
  readonly alerts: number;
  readonly pdfs: number;
  /** Visits whose receipts are asked for. */
  readonly receipts: readonly string[];
  readonly paths: readonly string[];
  readonly requestsPerSecond: number;
}

export interface LoadCounts {
  /** Live views that are open now. */
  views: number;
  messages: number;
  pictures: number;
  carts: number;
  pdfs: number;
  requests: number;
  failed: number;
}

/** As the page does: what happens at once is asked for together. */
const GATHER_MS = 80;
/** Live views that are opened a second. */
const OPENED_PER_SECOND = 100;
/** Addresses that clients call from: 127.0.1.1 and on. */
const ADDRESSES = 200;

const counts: LoadCounts = {
  views: 0,
  messages: 0,
  pictures: 0,
  carts: 0,
  pdfs: 0,
  requests: 0,
  failed: 0,
};
const end = new AbortController();

type Headers = Readonly<Record<string, string>>;

const makeHeaders = (token: string): Headers => ({ authorization: `Bearer ${token}` });
const nameAddress = (client: number): string => `127.0.1.${1 + (client % ADDRESSES)}`;
const agents = Array.from(
  { length: ADDRESSES },
  (_, client) => new Agent({ keepAlive: true, localAddress: nameAddress(client) }),
);

function open(url: string, headers: Headers, client: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const agent = agents[client % ADDRESSES]!;
    const request = get(url, { headers, agent, signal: end.signal }, (response) => {
      response.on("error", () => {});
      resolve(response);
    });
    request.on("error", reject);
  });
}

/** Resolves with the length of the body; 0 where the answer is a refusal. */
async function ask(url: string, headers: Headers, client: number): Promise<number> {
  const response = await open(url, headers, client);
  let length = 0;
  for await (const piece of response) length += (piece as Buffer).length;
  return response.statusCode === 200 ? length : 0;
}

async function count(name: "carts" | "pdfs" | "requests", asked: Promise<number>): Promise<void> {
  try {
    if ((await asked) > 0) counts[name]++;
    else counts.failed++;
  } catch (error) {
    if (!end.signal.aborted) counts.failed++;
    if (!(error instanceof Error)) throw error;
  }
}

async function openView(
  url: string,
  headers: Headers,
  client: number,
  onMessage: (event: string, data: string) => void,
): Promise<void> {
  const response = await open(url, headers, client);
  if (response.statusCode !== 200) throw new Error(`${url}: ${response.statusCode}`);
  counts.views++;
  response.on("close", () => void counts.views--);
  let text = "";
  response.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
    const messages = text.split("\n\n");
    text = messages.pop()!;
    for (const message of messages) {
      const event = /^event: (.*)$/m.exec(message)?.[1];
      if (event === undefined) continue;
      counts.messages++;
      onMessage(event, /^data: (.*)$/m.exec(message)?.[1] ?? "");
    }
  });
}

/** Asks for the cart whenever something happens to it, as phones do. */
function openPhone(address: string, token: string, client: number): Promise<void> {
  const headers = makeHeaders(token);
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  const askForCart = (visitId: string): void => {
    const url = `${address}/v1/me/visits/${visitId}/cart`;
    if (!end.signal.aborted) void count("carts", ask(url, headers, client));
  };
  return openView(`${address}/v1/events`, headers, client, (_, data) => {
    const { visitId } = JSON.parse(data) as { readonly visitId: string | null };
    if (visitId === null) return;
    clearTimeout(waiting.get(visitId));
    waiting.set(visitId, setTimeout(askForCart, GATHER_MS, visitId));
  });
}

async function openViews(plan: LoadPlan): Promise<void> {
  const { address, staffTokens, tokens } = plan;
  const countPicture = (event: string): void => {
    if (event === "picture") counts.pictures++;
  };
  const nothing = (): void => {};
  const ofStaff = [
    ...Array.from({ length: plan.floors }, () => ["live/floor", countPicture] as const),
    ...plan.shelves.map((shelf) => [`live/shelves/${shelf}`, nothing] as const),
    ...Array.from({ length: plan.alerts }, () => ["events?types=alert.*", nothing] as const),
  ];
  const views = [
    ...ofStaff.map(([path, onMessage], at) => () => {
      const headers = makeHeaders(staffTokens[at % staffTokens.length]!);
      return openView(`${address}/v1/${path}`, headers, at, onMessage);
    }),
    ...tokens.map((token, at) => () => openPhone(address, token, ofStaff.length + at)),
  ];
  for (const view of views) {
    view().catch(() => void counts.failed++);
    await wait(1000 / OPENED_PER_SECOND);
  }
}

async function askForPdfs({ address, receipts, staffTokens, pdfs }: LoadPlan): Promise<void> {
  for (let at = 0; !end.signal.aborted && receipts.length > 0; at += pdfs) {
    // One person may ask for so many a minute, and the next ones come from the next.
    const headers = makeHeaders(staffTokens[(at / pdfs) % staffTokens.length]!);
    const urls = Array.from({ length: pdfs }, (_, one) => {
      const visitId = receipts[(at + one) % receipts.length]!;
      return `${address}/v1/receipts/${visitId}.pdf`;
    });
    await Promise.all(urls.map((url, client) => count("pdfs", ask(url, headers, client))));
  }
}

/** However long an answer takes, the next request is sent in its time. */
async function askSteadily(plan: LoadPlan): Promise<void> {
  const { address, paths, staffTokens, requestsPerSecond } = plan;
  const startMs = performance.now();
  for (let at = 0; !end.signal.aborted; at++) {
    const headers = makeHeaders(staffTokens[at % staffTokens.length]!);
    void count("requests", ask(`${address}/v1/${paths[at % paths.length]}`, headers, at));
    await wait(Math.max(0, startMs + (1000 * (at + 1)) / requestsPerSecond - performance.now()));
  }
}

async function run(plan: LoadPlan): Promise<void> {
  await openViews(plan);
  process.send!("open");
  await Promise.all([askForPdfs(plan), askSteadily(plan)]);
}

process.on("disconnect", () => {
  end.abort();
  for (const agent of agents) agent.destroy();
});
process.on("message", (message) => {
  if (message === "counts") process.send!(counts);
  else if (message === "stop") process.disconnect();
  else void run(message as LoadPlan);
});
