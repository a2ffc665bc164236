import type { PublicEvent } from "@saunter/protocol/public-event";
import { SIGNATURE_HEADER } from "@saunter/protocol/webhooks/signature";
import {
  ANSWER_BYTES_MAX,
  ANSWER_WITHIN_MS,
  ATTEMPTS_MAX,
  BACK_OFF_MS_FIRST,
  BACK_OFF_MS_MAX,
} from "@saunter/protocol/webhooks/webhook-limits";
import type { Fetch } from "@saunter/server/network/guarded-fetch";
import { verifySignature } from "@saunter/server/webhooks/webhook-signature";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { WebhookConfig } from "../config/shop-config.ts";
import type { Transaction } from "../store/transaction.ts";
import {
  appendPrivate,
  appendStock,
  appendToVisit,
  openPublishStore,
  type PublishStore,
  toTestEvent,
} from "./publish-fixture.ts";
import {
  DEAD_KEPT_MS,
  DELIVERED_KEPT_MS,
  PENDING_MAX,
  PRUNED_AT_ONCE_MAX,
  SENDING_PER_ENDPOINT_MAX,
  TAKEN_AT_ONCE_MAX,
} from "./publish-limits.ts";
import { createWebhookService } from "./webhook-service.ts";
import {
  createWebhookSender,
  nameEndpoint,
  type WebhookSender,
  type WebhookSenderOptions,
} from "./webhooks.ts";

const URL_ONE = "https://one.example/hook";
const ONE = nameEndpoint(URL_ONE);
const LATE_MS = 2 * BACK_OFF_MS_MAX;

let opened: PublishStore;
let sent: { url: string; event: PublicEvent; headers: Readonly<Record<string, string>> }[];
let warnings: string[];

beforeEach(() => {
  opened = openPublishStore();
  sent = [];
  warnings = [];
});
afterEach(() => opened.remove());

function configure(url = URL_ONE, events: readonly string[] = ["*"]): WebhookConfig {
  return { url, events, secret: { source: "environment variable HOOK", reveal: () => "shh" } };
}

type Answer = (event: PublicEvent, url: string) => Response | Promise<Response>;
const take: Answer = () => new Response(null, { status: 200 });
const say =
  (status: number): Answer =>
  () =>
    new Response("said", { status });

function createSender(
  answer: Answer = take,
  endpoints: readonly WebhookConfig[] = [configure()],
): WebhookSender {
  const fetch: Fetch = async (url, { body, headers }) => {
    const event = JSON.parse(String(body)) as PublicEvent;
    sent.push({ url, event, headers });
    return answer(event, url);
  };
  return createSenderWith(fetch, endpoints);
}

function createSenderWith(fetch: Fetch, endpoints = [configure()] as readonly WebhookConfig[]) {
  return createWebhookSender({ ...senderOptions(fetch), endpoints });
}

const senderOptions = (fetch: Fetch): Omit<WebhookSenderOptions, "endpoints"> => ({
  store: opened.store,
  toPublic: toTestEvent,
  fetch,
  random: () => 0.5,
  nowMs: () => opened.clock.nowMs,
  warn: (_tx, { message }) => void warnings.push(message),
  deadline: () => new AbortController().signal,
});

const append = (work: (tx: Transaction) => void): Promise<void> => opened.store.transact(work);
const sentIds = (): number[] => sent.map(({ event }) => event.id);
const entryService = () => createWebhookService(opened.store);
const listAll = () => entryService().listDeliveries(ONE, { beforeEventId: 1e9, limit: 1e6 })!;

function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

describe("a webhook", () => {
  it("is told what happens after it was added, each event once, under its id", async () => {
    await append((tx) => appendToVisit(tx, "a"));
    const sender = createSender();
    await sender.runDue();
    await append((tx) => {
      appendToVisit(tx, "a");
      appendPrivate(tx);
      appendStock(tx);
    });
    await sender.runDue();
    await sender.runDue();
    expect(sentIds()).toEqual([2, 4]);
    expect(sent[0]!.headers).toMatchObject({
      "Content-Type": "application/json",
      "Saunter-Event-Id": "2",
    });
    expect(sent[0]!.event).toMatchObject({ type: "cart.updated", visitId: "a" });
  });

  it("is told what happened while the process was down", async () => {
    await createSender().runDue();
    await append((tx) => appendToVisit(tx, "a"));
    await createSender(take, []).runDue();
    await append((tx) => appendToVisit(tx, "a"));
    await createSender().runDue();
    expect(sentIds()).toEqual([1, 2]);
  });

  it("receives the types that it wants, and no others", async () => {
    const urlTwo = "http://127.0.0.1:8080/stock";
    const sender = createSender(take, [
      configure(URL_ONE, ["visit.*", "cart.updated"]),
      configure(urlTwo, ["stock.changed"]),
    ]);
    await sender.runDue();
    await append((tx) => {
      appendToVisit(tx, "a");
      appendToVisit(tx, "a");
      appendStock(tx);
    });
    await sender.runDue();
    const idsOf = (one: string) =>
      sent.filter(({ url }) => url === one).map(({ event }) => event.id);
    expect([idsOf(URL_ONE), idsOf(urlTwo)]).toEqual([[1, 2], [3]]);
  });

  it("gets the next event of a visit when it has taken the one before, other visits meanwhile", async () => {
    let isBroken = true;
    const sender = createSender(({ id }) =>
      isBroken && id === 1 ? new Response("no", { status: 500 }) : new Response(null),
    );
    await sender.runDue();
    await append((tx) => {
      for (const visitId of ["a", "a", "b", "b"]) appendToVisit(tx, visitId);
    });
    await sender.runDue();
    expect(sentIds()).toEqual([1, 3, 4]);
    isBroken = false;
    await sender.runDue();
    expect(sentIds()).toEqual([1, 3, 4]);
    opened.clock.nowMs += BACK_OFF_MS_FIRST;
    await sender.runDue();
    expect(sentIds()).toEqual([1, 3, 4, 1, 2]);
  });

  it("is given up for an event after the last attempt, and not one before; the next then goes", async () => {
    const sender = createSender(({ id }) => new Response("", { status: id === 1 ? 404 : 200 }));
    await sender.runDue();
    await append((tx) => {
      appendToVisit(tx, "a");
      appendToVisit(tx, "a");
    });
    for (let attempt = 1; attempt < ATTEMPTS_MAX; attempt++) {
      await sender.runDue();
      opened.clock.nowMs += LATE_MS;
    }
    expect(sentIds()).toEqual(Array(ATTEMPTS_MAX - 1).fill(1));
    expect([listAll()[1]!.status, warnings]).toEqual(["pending", []]);
    await sender.runDue();
    expect(listAll()[1]).toMatchObject({ status: "dead", attempts: ATTEMPTS_MAX, nextMs: null });
    expect(warnings).toEqual([expect.stringContaining("one.example")]);
    await sender.runDue();
    expect(sentIds().slice(-2)).toEqual([1, 2]);
  });

  it("gets again what is dead, or any one event, where staff ask for it", async () => {
    let status = 500;
    const sender = createSender(() => new Response("", { status }));
    await sender.runDue();
    await append((tx) => {
      for (const visitId of ["a", "b", "c"]) appendToVisit(tx, visitId);
    });
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      await sender.runDue();
      opened.clock.nowMs += LATE_MS;
    }
    expect(entryService().list(opened.clock.nowMs)).toMatchObject([
      { endpointId: ONE, pending: 0, dead: 3 },
    ]);
    status = 200;
    sent = [];
    const again = (endpointId: string, eventId: number | null) =>
      opened.store.transact((tx) => entryService().redeliver(tx, endpointId, eventId));
    expect(await again(ONE, 2)).toBe(1);
    await sender.runDue();
    expect(sentIds()).toEqual([2]);
    expect(await again(ONE, null)).toBe(2);
    await sender.runDue();
    expect(sentIds()).toEqual([2, 1, 3]);
    expect(await again(ONE, 2)).toBe(1);
    await sender.runDue();
    expect(sentIds()).toEqual([2, 1, 3, 2]);
    expect([await again(ONE, 99), await again("nobody", null)]).toEqual([null, null]);
  });

  it("that says it is gone is sent nothing more until it is switched on, and has missed nothing", async () => {
    let status = 410;
    const sender = createSender(() => new Response("", { status }));
    await sender.runDue();
    await append((tx) => appendToVisit(tx, "a"));
    await sender.runDue();
    status = 200;
    opened.clock.nowMs += LATE_MS;
    await append((tx) => appendToVisit(tx, "a"));
    await sender.runDue();
    expect(sentIds()).toEqual([1]);
    expect(warnings).toEqual([expect.stringContaining("gone")]);
    expect(entryService().list(opened.clock.nowMs)).toMatchObject([
      { isEnabled: false, pending: 1 },
    ]);
    const enable = (endpointId: string) =>
      opened.store.transact((tx) => entryService().enable(tx, endpointId));
    expect([await enable("nobody"), await enable(ONE)]).toEqual([false, true]);
    await sender.runDue();
    expect(sentIds()).toEqual([1, 1, 2]);
  });

  it("that redirects has not taken the event, and is not followed", async () => {
    const sender = createSender(
      () => new Response(null, { status: 307, headers: { Location: "http://10.0.0.1/" } }),
    );
    await sender.runDue();
    await append((tx) => appendToVisit(tx, "a"));
    await sender.runDue();
    expect(sent.map(({ url }) => url)).toEqual([URL_ONE]);
    expect(listAll()).toMatchObject([{ status: "pending", attempts: 1, lastAnswer: "307" }]);
  });
});

describe("requests to webhooks", () => {
  it("are at most so many at once for one endpoint, whatever others there are", async () => {
    const urls = [1, 2, 3, 4, 5, 6].map((number) => `https://${number}.example/`);
    const atOnce = new Map<string, number>();
    const most = new Map<string, number>();
    const count = (url: string, by: number): void => {
      atOnce.set(url, (atOnce.get(url) ?? 0) + by);
      most.set(url, Math.max(most.get(url) ?? 0, atOnce.get(url)!));
    };
    const sender = createSender(
      async (_event, url) => {
        count(url, 1);
        await settle();
        count(url, -1);
        return new Response(null);
      },
      urls.map((url) => configure(url)),
    );
    await sender.runDue();
    await append((tx) => {
      for (let number = 0; number < 20; number++) appendToVisit(tx, String(number));
    });
    await sender.runDue();
    expect(sent.length).toBe(20 * urls.length);
    expect([...most.values()]).toEqual(urls.map(() => SENDING_PER_ENDPOINT_MAX));
  });

  it("to an endpoint that does not answer keep no other endpoint waiting", async () => {
    const never = Promise.withResolvers<Response>();
    const urlTwo = "https://two.example/";
    const sender = createSender(
      (_event, url) => (url === URL_ONE ? never.promise : new Response(null)),
      [configure(), configure(urlTwo)],
    );
    await sender.runDue();
    await append((tx) => appendToVisit(tx, "a"));
    const first = sender.runDue();
    while (sent.length < 2) await settle();
    await append((tx) => appendToVisit(tx, "a"));
    const second = sender.runDue();
    while (sent.length < 3) await settle();
    expect(sent.filter(({ url }) => url === urlTwo).length).toBe(2);
    never.resolve(new Response(null));
    await Promise.all([first, second]);
  });

  it("to many that do not answer keep no other waiting, however often it is begun", async () => {
    const never = Promise.withResolvers<Response>();
    const hanging = Array.from({ length: 20 }, (_, at) => `https://hangs-${at}.example/`);
    const sender = createSender(
      (_event, url) => (url === URL_ONE ? new Response(null) : never.promise),
      [...hanging, URL_ONE].map((url) => configure(url)),
    );
    await sender.begin();
    for (let number = 1; number <= 3; number++) {
      await append((tx) => {
        for (let visit = 0; visit < SENDING_PER_ENDPOINT_MAX; visit++) {
          appendToVisit(tx, `${visit}`);
        }
      });
      await sender.begin();
      const wanted = number * SENDING_PER_ENDPOINT_MAX;
      await expect.poll(() => sent.filter(({ url }) => url === URL_ONE).length).toBe(wanted);
    }
    const toOne = sent.filter(({ url }) => url === URL_ONE).map(({ event }) => event.id);
    expect(toOne).toEqual(toOne.toSorted((a, b) => a - b));
    for (const hung of hanging) {
      expect(sent.filter(({ url }) => url === hung).length).toBe(SENDING_PER_ENDPOINT_MAX);
    }
    never.resolve(new Response(null));
    await sender.rest();
    expect(sent.length).toBe(3 * SENDING_PER_ENDPOINT_MAX * (hanging.length + 1));
  });

  it("whose answers cannot be noted are told the next time that sending begins", async () => {
    const sender = createSender(() => {
      throw "no error";
    });
    await sender.begin();
    await append((tx) => appendToVisit(tx, "a"));
    await sender.begin();
    await sender.rest();
    await expect(sender.begin()).rejects.toBe("no error");
    await expect(sender.runDue()).rejects.toBe("no error");
  });

  it("are signed with the secret that is there when they are sent", async () => {
    const held = Promise.withResolvers<Response>();
    const url = "https://added.example/";
    let secret = "first";
    const sender = createWebhookSender({
      ...senderOptions(async (_url, { body, headers }) => {
        const event = JSON.parse(String(body)) as PublicEvent;
        sent.push({ url, event, headers });
        return sent.length === 1 ? held.promise : new Response(null);
      }),
      endpoints: [],
      listAdded: () => [{ endpointId: "added", url, secret }],
    });
    await sender.begin();
    await append(({ db }) => {
      const row = "('added', ?, 'test', '[\"*\"]', 1, 1, 0)";
      db.prepare(`INSERT INTO webhook_endpoints VALUES ${row}`).run(url);
    });
    await append((tx) => {
      for (let number = 0; number < 2; number++) appendToVisit(tx, "a");
    });
    await sender.begin();
    await expect.poll(() => sent.length).toBe(1);
    secret = "second";
    held.resolve(new Response(null));
    await sender.rest();
    const isSignedBy = (at: number, wanted: string): boolean =>
      verifySignature(
        ...([sent[at]!.headers[SIGNATURE_HEADER]!, JSON.stringify(sent[at]!.event)] as const),
        ...([wanted, opened.clock.nowMs] as const),
      );
    expect([isSignedBy(0, "first"), isSignedBy(1, "second")]).toEqual([true, true]);
  });

  it("stop for the time being where nothing is taken", async () => {
    const sender = createSender(say(500));
    await sender.runDue();
    await append((tx) => {
      for (let number = 0; number < 20; number++) appendToVisit(tx, String(number));
    });
    await sender.runDue();
    expect(sent.length).toBe(SENDING_PER_ENDPOINT_MAX);
    await sender.runDue();
    expect(new Set(sentIds()).size).toBe(2 * SENDING_PER_ENDPOINT_MAX);
  });

  it("fail at their deadline, and say why", async () => {
    let limitMs = 0;
    const { store } = opened;
    const sender = createWebhookSender({
      store,
      endpoints: [configure()],
      toPublic: toTestEvent,
      random: () => 0.5,
      nowMs: () => opened.clock.nowMs,
      warn: () => {},
      deadline: (afterMs) => {
        limitMs = afterMs;
        return AbortSignal.abort(new Error("too slow"));
      },
      fetch: async (_url, { signal }) => {
        signal.throwIfAborted();
        return new Response(null);
      },
    });
    await sender.runDue();
    await append((tx) => appendToVisit(tx, "a"));
    await sender.runDue();
    expect(limitMs).toBe(ANSWER_WITHIN_MS);
    expect(listAll()).toMatchObject([{ status: "pending", lastAnswer: "too slow" }]);
  });

  it("read no more of an answer than its beginning", async () => {
    const chunk = new Uint8Array(ANSWER_BYTES_MAX / 2).fill(0x61);
    let chunks = 0;
    let isCancelled = false;
    const endless = (): ReadableStream =>
      new ReadableStream(
        {
          pull: (controller) => {
            chunks++;
            controller.enqueue(chunk);
          },
          cancel: () => {
            isCancelled = true;
          },
        },
        { highWaterMark: 0 },
      );
    const sender = createSender(
      ({ id }) => new Response(endless(), { status: id === 1 ? 500 : 200 }),
    );
    await sender.runDue();
    await append((tx) => appendToVisit(tx, "a"));
    await sender.runDue();
    expect([chunks, isCancelled]).toEqual([2, true]);
    expect(listAll()[0]!.lastAnswer).toMatch(/^500 a+$/);
    isCancelled = false;
    await append((tx) => appendToVisit(tx, "b"));
    await sender.runDue();
    expect([chunks, isCancelled]).toEqual([2, true]);
  });

  it("are kept as one line of what was answered, without control characters", async () => {
    const sender = createSender(() => new Response("no\r\n\u0000way\u001b[31m", { status: 400 }));
    await sender.runDue();
    await append((tx) => appendToVisit(tx, "a"));
    await sender.runDue();
    expect(listAll()[0]!.lastAnswer).toBe("400 no way [31m");
  });
});

describe("deliveries", () => {
  it("that wait are at most so many; the rest stays in the journal until there is room", async () => {
    const sender = createSender();
    await sender.runDue();
    await append((tx) => {
      for (let at = 0; at < PENDING_MAX + TAKEN_AT_ONCE_MAX + 1; at++) appendStock(tx);
    });
    const failing = createSender(say(500));
    for (let runs = 0; runs < 3; runs++) await failing.runDue();
    expect(entryService().list(opened.clock.nowMs)[0]!.pending).toBe(PENDING_MAX);
    opened.clock.nowMs += LATE_MS;
    sent = [];
    while (entryService().list(opened.clock.nowMs)[0]!.pending > 0) await sender.runDue();
    expect(new Set(sentIds()).size).toBe(PENDING_MAX + TAKEN_AT_ONCE_MAX + 1);
  });

  it("are forgotten so long after they ended, so many at once", async () => {
    const sender = createSender(({ id }) => new Response("", { status: id === 1 ? 500 : 200 }));
    await sender.runDue();
    await append((tx) => {
      appendToVisit(tx, "a");
      for (let at = 0; at < PRUNED_AT_ONCE_MAX + 1; at++) appendStock(tx);
    });
    await sender.runDue();
    const deliveredMs = opened.clock.nowMs;
    for (let attempt = 1; attempt < ATTEMPTS_MAX; attempt++) {
      opened.clock.nowMs += BACK_OFF_MS_MAX;
      await sender.runDue();
    }
    const deadMs = opened.clock.nowMs;
    expect(listAll().length).toBe(PRUNED_AT_ONCE_MAX + 2);
    opened.clock.nowMs = deliveredMs + DELIVERED_KEPT_MS;
    await sender.runDue();
    expect(listAll().length).toBe(PRUNED_AT_ONCE_MAX + 2);
    opened.clock.nowMs++;
    await sender.runDue();
    expect(listAll().length).toBe(2);
    await sender.runDue();
    expect(listAll()).toMatchObject([{ eventId: 1, status: "dead" }]);
    opened.clock.nowMs = deadMs + DEAD_KEPT_MS + 1;
    await sender.runDue();
    expect(listAll()).toEqual([]);
  });

  it("are listed the newest first, before an event", async () => {
    const sender = createSender();
    await sender.runDue();
    await append((tx) => {
      for (let at = 0; at < 5; at++) appendStock(tx);
    });
    await sender.runDue();
    const page = entryService().listDeliveries(ONE, { beforeEventId: 5, limit: 2 });
    const { nowMs } = opened.clock;
    const ended = { status: "delivered", attempts: 1, nextMs: null, deliveredMs: nowMs };
    expect(page).toEqual([
      { eventId: 4, ...ended, lastAnswer: "200" },
      { eventId: 3, ...ended, lastAnswer: "200" },
    ]);
    expect(entryService().listDeliveries("nobody", { beforeEventId: 5, limit: 2 })).toBe(null);
  });

  it("keep no secret, only where it is", async () => {
    await createSender().runDue();
    const [row] = opened.store.db.prepare("SELECT * FROM webhook_endpoints").all();
    expect(JSON.stringify(row)).not.toContain("shh");
    expect(row?.secret_source).toBe("environment variable HOOK");
  });
});

describe("endpoints", () => {
  it("that are not configured any more are neither listed nor served", async () => {
    await createSender().runDue();
    await append((tx) => appendToVisit(tx, "a"));
    await createSender(take, [configure("https://two.example/")]).runDue();
    expect(sent).toEqual([]);
    expect(
      entryService()
        .list(opened.clock.nowMs)
        .map(({ url }) => url),
    ).toEqual(["https://two.example/"]);
  });

  it("have a url each, http or https", () => {
    expect(() => createSender(take, [configure(), configure()])).toThrow("same url");
    expect(() => createSender(take, [configure("ftp://one.example/")])).toThrow("http or https");
  });
});
