/** Webhooks to receivers that are real servers on this machine. */
import { createHmac, randomBytes } from "node:crypto";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buildContent } from "@saunter/commerce/event-builders";
import { ATTEMPTS_MAX } from "@saunter/protocol/webhooks/webhook-limits";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  type FigureDatabase,
  makeRows,
  sendRows,
  startFigureDatabase,
} from "../figures/figures-fixture.ts";
import {
  addSubscription,
  listSubscriptions,
  redeliverDead,
  removeSubscription,
  rotateSecret,
  setEnabled,
} from "./subscriptions.ts";
import type { ChainEvent } from "./take-events.ts";
import { FORMER_SECRET_MS, LEASE_MS } from "./webhook-limits.ts";
import { createWebhookSender } from "./webhook-sender.ts";

const HOUR_MS = 3_600_000;
let figures: FigureDatabase;
const servers: Server[] = [];
const failures: unknown[] = [];
let nowMs = 1_790_000_000_000;
const keys = [randomBytes(32)];
beforeAll(async () => {
  figures = await startFigureDatabase();
});
afterAll(() => figures.close());
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  await figures.db.deleteFrom("webhook_subscriptions").execute();
  expect(failures).toEqual([]);
});

interface Received {
  readonly event: ChainEvent;
  readonly body: string;
  readonly signature: string;
  readonly id: string;
}

/** A receiver that notes what came, and answers as `answer` does. */
async function startReceiver(answer: (response: ServerResponse, at: number) => void) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const { "saunter-event-id": id, "saunter-signature": signature } = request.headers;
      received.push({
        event: JSON.parse(body),
        body,
        id: String(id),
        signature: String(signature),
      });
      answer(response, received.length);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
}

const accept = (response: ServerResponse): void => void response.writeHead(204).end();

const keeper = () => ({ db: figures.db, keys, nowMs: () => nowMs });

function createSender(more: { deadline?: (afterMs: number) => AbortSignal } = {}) {
  const onFailed = (error: unknown): void => void failures.push(error);
  return createWebhookSender({ ...keeper(), fetch, random: () => 0.5, onFailed, ...more });
}

/** Rows of visits that were sold something, each with a draft, a receipt and an alert. */
const makeSales = (ids: readonly string[]) =>
  makeRows(
    ids.flatMap((id, at) => {
      const certain = { content: buildContent("0071142008582", 1), probabilityExact: 0.99 };
      const waits = { reviewIds: [], reviewDueMs: null };
      return [
        {
          stream: `receipt-${id}`,
          body: {
            type: "ReceiptDrafted",
            visitId: id,
            lookupToken: "secret",
            ...certain,
            ...waits,
          },
        },
        {
          stream: `receipt-${id}`,
          body: { type: "ReceiptFinalised", documentNumber: at + 1, ...certain, cause: "sure" },
        },
        { stream: `shopper-${id}`, body: { type: "CartTold", shopperId: id, lines: [] } },
        {
          stream: "shop-alerts",
          body: { type: "AlertRaised", alertKey: id, kind: "age-check", message: "m", visitId: id },
        },
      ];
    }),
  );

const isSigned = ({ body, signature }: Received, secret: string): boolean => {
  const [, seconds] = /^t=(\d+)/.exec(signature)!;
  const hex = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return signature.split(",").includes(`v1=${hex}`);
};

describe("webhooks of the chain", () => {
  it("tell what was asked for, signed, of the organisation's shops alone", async () => {
    const { db } = figures;
    await db
      .insertInto("organisations")
      .values({ organisation_id: "franchise", name: "Franchise" })
      .execute();
    const [mine, others, before] = [
      await figures.addShop(),
      await figures.addShop(),
      await figures.addShop(),
    ];
    await db
      .updateTable("shops")
      .set({ organisation_id: "franchise" })
      .where("shop_id", "in", [mine, before])
      .execute();
    const rows = makeSales(["v1", "v2"]);
    await sendRows(db, before, rows);
    const { received, url } = await startReceiver(accept);
    const eventTypes = ["receipt.*"];
    const { secret } = await addSubscription(keeper(), {
      ...{ url, eventTypes, organisationId: "franchise" },
    });
    await sendRows(db, mine, rows);
    await sendRows(db, others, rows);
    const sender = createSender();
    await sender.begin();
    await sender.rest();
    const told = received.map(({ event }) => [event.shopId, event.visitId, event.type]);
    expect(told.toSorted()).toEqual(
      ["v1", "v2"].flatMap((id) => [
        [mine, id, "receipt.drafted"],
        [mine, id, "receipt.finalised"],
      ]),
    );
    expect(received.every((one) => isSigned(one, secret))).toBe(true);
    expect(received.some((one) => isSigned(one, "other"))).toBe(false);
    expect(received.some(({ body }) => body.includes("secret"))).toBe(false);
    for (const id of ["v1", "v2"]) {
      const types = received
        .filter(({ event }) => event.visitId === id)
        .map(({ event }) => event.type);
      expect(types).toEqual(["receipt.drafted", "receipt.finalised"]);
    }
    await sender.begin();
    await sender.rest();
    expect(received).toHaveLength(4);
  });

  it("wait for a receiver that fails, longer each time, and keep a visit's order", async () => {
    const shopId = await figures.addShop();
    const { received, url } = await startReceiver((response, at) =>
      at <= 2 ? void response.writeHead(500).end("not now") : accept(response),
    );
    await addSubscription(keeper(), { url, eventTypes: ["receipt.*"], organisationId: null });
    await sendRows(figures.db, shopId, makeSales(["v1"]));
    const sender = createSender();
    const run = async () => {
      await sender.begin();
      await sender.rest();
    };
    await run();
    await run();
    expect(received).toHaveLength(1);
    nowMs += 5000;
    await run();
    nowMs += 9999;
    await run();
    expect(received).toHaveLength(2);
    nowMs += 1;
    await run();
    const types = received.map(({ event }) => event.type);
    expect(types).toEqual([
      ...["receipt.drafted", "receipt.drafted", "receipt.drafted"],
      "receipt.finalised",
    ]);
    expect(new Set(received.slice(0, 3).map(({ body }) => body)).size).toBe(1);
  });

  it("are given up after so many attempts, and sent again when asked", async () => {
    const shopId = await figures.addShop();
    let isWell = false;
    const { received, url } = await startReceiver((response) =>
      isWell ? accept(response) : void response.writeHead(500).end(),
    );
    const { subscriptionId } = await addSubscription(keeper(), {
      ...{ url, eventTypes: ["alert.raised"], organisationId: null },
    });
    await sendRows(figures.db, shopId, makeSales(["v1"]));
    const sender = createSender();
    for (let attempt = 0; attempt < ATTEMPTS_MAX + 2; attempt++) {
      await sender.begin();
      await sender.rest();
      nowMs += 9 * HOUR_MS;
    }
    expect(received).toHaveLength(ATTEMPTS_MAX);
    const [listed] = await listSubscriptions(keeper(), null);
    expect(listed).toMatchObject({
      subscriptionId,
      pending: 0,
      dead: 1,
      eventTypes: ["alert.raised"],
    });
    isWell = true;
    expect(await redeliverDead(figures.db, subscriptionId)).toBe(1);
    await sender.begin();
    await sender.rest();
    expect(received).toHaveLength(ATTEMPTS_MAX + 1);
    expect(await listSubscriptions(keeper(), "nobody")).toEqual([]);
  });

  it("reach others while one receiver hangs, which is given up by its time", async () => {
    const shopId = await figures.addShop();
    const hanging = await startReceiver(() => {});
    const well = await startReceiver(accept);
    const more = { eventTypes: ["alert.*"], organisationId: null };
    await addSubscription(keeper(), { url: hanging.url, ...more });
    await addSubscription(keeper(), { url: well.url, ...more });
    await sendRows(figures.db, shopId, makeSales(["v1", "v2", "v3", "v4", "v5", "v6"]));
    const timers: AbortController[] = [];
    const deadline = (): AbortSignal => {
      const timer = new AbortController();
      timers.push(timer);
      return timer.signal;
    };
    const sender = createSender({ deadline });
    await sender.begin();
    await expect.poll(() => well.received.length).toBe(6);
    await expect.poll(() => hanging.received.length).toBe(4);
    await sender.begin();
    for (const timer of timers) timer.abort(new Error("too late"));
    await sender.rest();
    expect(hanging.received).toHaveLength(4);
    const waiting = await figures.db
      .selectFrom("webhook_deliveries")
      .select(["attempts", "last_answer"])
      .where("status", "=", "pending")
      .orderBy("position")
      .execute();
    expect(waiting.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1, 0, 0]);
    expect(waiting[0]!.last_answer).toContain("too late");
  });

  it("are signed with both secrets for a day when one is replaced", async () => {
    const shopId = await figures.addShop();
    const { received, url } = await startReceiver(accept);
    const { secret, subscriptionId } = await addSubscription(keeper(), {
      ...{ url, eventTypes: ["*"], organisationId: null },
    });
    const next = await rotateSecret(keeper(), subscriptionId);
    const rows = makeSales(["v1"]);
    await sendRows(figures.db, shopId, rows.slice(0, 1));
    const sender = createSender();
    await sender.begin();
    await sender.rest();
    nowMs += FORMER_SECRET_MS;
    await sendRows(figures.db, shopId, rows.slice(1));
    await sender.begin();
    await sender.rest();
    expect(received).toHaveLength(3);
    expect(received.map((one) => isSigned(one, secret))).toEqual([true, false, false]);
    expect(received.every((one) => isSigned(one, next!.secret))).toBe(true);
    expect(await rotateSecret(keeper(), "unknown")).toBe(null);
  });

  it("go on after a process has died in the middle of one", async () => {
    const shopId = await figures.addShop();
    const { received, url } = await startReceiver(accept);
    await addSubscription(keeper(), { url, eventTypes: ["alert.*"], organisationId: null });
    await sendRows(figures.db, shopId, makeSales(["v1"]));
    const dead = new AbortController();
    const lost = createWebhookSender({
      ...keeper(),
      fetch: () => new Promise(() => {}),
      ...{ random: () => 0.5, onFailed: () => {}, deadline: () => dead.signal },
    });
    await lost.begin();
    await expect
      .poll(() =>
        figures.db
          .selectFrom("webhook_deliveries")
          .select("attempts")
          .where("shop_id", "=", shopId)
          .executeTakeFirst(),
      )
      .toEqual({ attempts: 1 });
    const sender = createSender();
    await sender.begin();
    await sender.rest();
    expect(received).toHaveLength(0);
    nowMs += LEASE_MS;
    await sender.begin();
    await sender.rest();
    expect(received).toHaveLength(1);
  });

  it("stop where a receiver is gone, until it is enabled, and refuse what is no event or url", async () => {
    const shopId = await figures.addShop();
    let isGone = true;
    const { received, url } = await startReceiver((response) =>
      isGone ? void response.writeHead(410).end() : accept(response),
    );
    const more = { eventTypes: ["alert.*"], organisationId: null };
    const { subscriptionId } = await addSubscription(keeper(), { url, ...more });
    await sendRows(figures.db, shopId, makeSales(["v1"]));
    const sender = createSender();
    await sender.begin();
    await sender.rest();
    nowMs += HOUR_MS;
    await sender.begin();
    await sender.rest();
    expect(received).toHaveLength(1);
    isGone = false;
    expect(await setEnabled(figures.db, subscriptionId, true)).toBe(true);
    await sender.begin();
    await sender.rest();
    expect(received).toHaveLength(2);
    expect(await removeSubscription(figures.db, subscriptionId)).toBe(true);
    expect(await setEnabled(figures.db, subscriptionId, true)).toBe(false);
    const wrong = (change: object) => addSubscription(keeper(), { url, ...more, ...change });
    await expect(wrong({ url: "ftp://example.com/" })).rejects.toThrow("http or https");
    await expect(wrong({ eventTypes: ["receipt.eaten"] })).rejects.toThrow("receipt.eaten");
    await expect(wrong({ eventTypes: [] })).rejects.toThrow("nothing is no kind of event");
  });
});
