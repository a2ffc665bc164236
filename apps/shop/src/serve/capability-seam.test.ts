/** A capability of one's own: a place of its own, and all that a shop's process calls. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLIPS_CLOSE_MS_MAX } from "@saunter/ingest/clips/clip-limits";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { createHttpLogger } from "@saunter/server/http/logger";
import type { Fetch } from "@saunter/server/network/guarded-fetch";
import { expect, it, onTestFinished } from "vitest";
import { ALERTS } from "../capabilities/alerts/alerts.ts";
import { SHOP_CAPABILITIES } from "../capabilities/capabilities.ts";
import { createEvidence } from "../capabilities/evidence/evidence.ts";
import { throwOn } from "../capabilities/evidence/evidence-shop-fixture.ts";
import { openEvidence } from "../capabilities/evidence/open-evidence.ts";
import { MONEY } from "../capabilities/money/money.ts";
import { WEBHOOKS } from "../capabilities/webhooks/webhooks.ts";
import type { ShopConfig, WebhookConfig } from "../config/shop-config.ts";
import { raiseAlert } from "../domain/alerts.ts";
import { countDrawer } from "../domain/drawer-service.ts";
import { createShopMetrics } from "../http/metrics.ts";
import { ROUTE_ROLES } from "../http/route-roles.ts";
import type { Capability } from "../process/capability.ts";
import { openCapabilities } from "../process/open-capabilities.ts";
import { openShopProcess, WATCH_EVERY_MS } from "../process/open-shop-process.ts";
import { createTestSimulator } from "../process/simulator-fixture.ts";
import { MACHINE } from "../process/surroundings.ts";
import type { Watch } from "../process/watch.ts";
import { addRule } from "../publish/alert-rules.ts";
import { nameEndpoint } from "../publish/webhooks.ts";
import { makeSampleConfig } from "../testing/sample-config.ts";
import { openHttpSide } from "./serve-http.ts";

const TICK_MS = 250;
/** What the shop's own capabilities look after: named here, so that none is lost unseen. */
const WATCHES = [
  "damaged rows",
  "second factors",
  "sign-ups",
  "cash float",
  "stock",
  "stock events",
  "planogram draft",
  "units",
  "gates",
  "smart carts",
  "reviews due",
  "refused sign-ins",
];
// Mails are sent where there is a server for them.
const REPEATS = [
  "checking tables",
  "checking the recording",
  "sending webhooks",
  "sending alerts",
  "looking for changed keys",
];
const TIDIED = ["health", "sign-in", "customers", "smart-carts", "alerts", "security", "evidence"];
const START_MS = 1_772_442_000_000;

/** Counts alerts in a table of events, and keeps a note of what it was called for. */
const COUNTER: Capability = {
  name: "counter",
  schema: "CREATE TABLE IF NOT EXISTS calls (what TEXT PRIMARY KEY) STRICT;",
  projections: [
    {
      name: "counter-1",
      tables: ["counted"],
      schema: "CREATE TABLE counted (alert_key TEXT PRIMARY KEY) STRICT;",
      open: (db) => {
        const add = db.prepare("INSERT OR IGNORE INTO counted VALUES (?)");
        return ({ event }) => {
          if (event.type === "AlertRaised") add.run(event.alertKey);
        };
      },
    },
  ],
  open: ({ process: { store } }) => {
    const note = (what: string) =>
      store.transact((tx) => {
        tx.db.prepare("INSERT OR IGNORE INTO calls VALUES (?)").run(what);
      });
    const count = (table: string): number =>
      store.db.prepare(`SELECT count(*) AS n FROM ${table}`).get()!.n as number;
    return {
      http: {
        shopInfo: { sendsMail: true },
        addPages: (app) => void app.get("/counter", () => ({ counted: count("counted") })),
      },
      hooks: { onAppeared: (shopperId) => void note(shopperId) },
      watches: [
        {
          name: "the counter",
          write: (tx) =>
            raiseAlert(tx, {
              alertKey: "counter",
              kind: "work-failing",
              visitId: null,
              message: "something is counted",
            }),
        },
      ],
      repeats: [{ everyMs: 1000, what: "counting", work: () => note("repeat") }],
      tidy: (tx) => void tx.db.prepare("DELETE FROM calls WHERE what <> 'repeat'").run(),
    };
  },
};

interface Changes {
  readonly cashFloat?: ShopConfig["policies"]["cashFloat"];
  readonly webhooks?: readonly WebhookConfig[];
  readonly fetch?: Fetch;
}

async function openShop(capabilities: readonly Capability[], changes: Changes = {}) {
  const { webhooks = [], fetch = MACHINE.fetch, cashFloat } = changes;
  const folder = mkdtempSync(join(tmpdir(), "saunter-seam-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const clock = { nowMs: START_MS };
  const config = makeSampleConfig(folder, 1);
  const timers: { readonly everyMs: number; readonly work: () => void }[] = [];
  const every = (everyMs: number, work: () => void) => {
    const timer = { everyMs, work };
    timers.push(timer);
    return () => void timers.splice(timers.indexOf(timer), 1);
  };
  const process = await openShopProcess({
    config: {
      ...config,
      webhooks,
      policies: { ...config.policies, ...(cashFloat === undefined ? {} : { cashFloat }) },
    },
    nowMs: () => clock.nowMs,
    capabilities,
    recordings: RECORDING_FOLDERS,
    simulator: createTestSimulator(),
    onError: throwOn,
    onTrouble: throwOn,
    surroundings: { ...MACHINE, fetch, every },
  });
  const metrics = createShopMetrics(() => 0);
  onTestFinished(async () => {
    await process.close();
    metrics.close();
  });
  const context = { process, metrics, onError: throwOn, findNotReady: () => null };
  return { process, metrics, context, clock, timers };
}

it("a capability brings tables, routes, alerts and work by the clock, and is named in one list", async () => {
  const capabilities = [...SHOP_CAPABILITIES, COUNTER];
  const { process, metrics, context, clock, timers } = await openShop(capabilities);
  const opened = await openCapabilities(capabilities, context);
  const { extensions } = opened;
  const logger = createHttpLogger("silent");
  const app = await openHttpSide({ process, metrics, extensions, logger, screens: null });
  const passTimers = async (ms: number): Promise<void> => {
    for (const { everyMs, work } of [...timers]) if (everyMs <= ms) work();
    await process.store.transact(() => {});
    await process.store.transact(() => {});
  };
  const listCalls = () =>
    process.store.db
      .prepare("SELECT what FROM calls ORDER BY what")
      .all()
      .map(({ what }) => what);

  clock.nowMs += WATCH_EVERY_MS;
  await process.tick();
  expect((await app.inject("/counter")).json()).toEqual({ counted: 1 });
  expect((await app.inject("/v1/shop")).json()).toMatchObject({ sendsMail: true });
  opened.hooks.onAppeared?.("somebody");
  await passTimers(1000);
  expect(listCalls()).toEqual(["repeat", "somebody"]);
  await passTimers(3_600_000);
  opened.close();
  await opened.finish(true);
  expect(listCalls()).toEqual(["repeat"]);
  await app.close();
  // What is left to be done is the shop's own.
  expect(timers.map(({ everyMs }) => everyMs)).toEqual([TICK_MS]);
});

it("a webhook that hangs keeps neither the others nor the next round waiting", async () => {
  const secret = { source: "environment variable HOOK", reveal: () => "shh" };
  const [hanging, fine] = ["https://hangs.example/hook", "https://fine.example/hook"] as const;
  const answer = Promise.withResolvers<Response>();
  const asked = { [hanging]: 0, [fine]: 0 };
  const fetch: Fetch = (url) => {
    asked[url as keyof typeof asked]++;
    return url === hanging ? answer.promise : Promise.resolve(new Response(null));
  };
  const webhooks = [hanging, fine].map((url) => ({ url, secret, events: ["alert.*"] }));
  const { process, context, timers } = await openShop([WEBHOOKS], { webhooks, fetch });
  const opened = await openCapabilities([WEBHOOKS], context);
  for (const number of [1, 2, 3]) {
    await process.store.transact((tx) =>
      raiseAlert(tx, {
        ...{ alertKey: `low:${number}`, kind: "low-stock", message: "refill", visitId: null },
      }),
    );
    for (const { work } of [...timers]) work();
    await expect.poll(() => asked[fine]).toBe(number);
  }
  expect(asked[hanging]).toBe(1);
  opened.close();
  const finished = opened.finish(true);
  answer.resolve(new Response(null));
  await finished;
  expect(asked[hanging]).toBe(3);
});

it("too little change in the drawer reaches whoever a rule names, once, and is over when there is more", async () => {
  const url = "https://one.example/hook";
  const secret = { source: "environment variable HOOK", reveal: () => "shh" };
  const sent: { readonly data: Readonly<Record<string, unknown>> }[] = [];
  const fetch: Fetch = async (_url, { body }) => {
    sent.push(JSON.parse(String(body)));
    return new Response(null);
  };
  const capabilities = [MONEY, WEBHOOKS, ALERTS];
  const { process, context, clock, timers } = await openShop(capabilities, {
    webhooks: [{ url, secret, events: ["receipt.*"] }],
    cashFloat: { lowMinor: 5000, highMinor: null },
    fetch,
  });
  const opened = await openCapabilities(capabilities, context);
  const count = (amountMinor: number) =>
    process.store.transact((tx) =>
      countDrawer(tx, { currency: "GBP", amountMinor, by: "somebody" }),
    );
  const watch = async (): Promise<void> => {
    clock.nowMs += WATCH_EVERY_MS;
    await process.tick();
    for (const { work } of [...timers]) work();
  };
  await process.store.transact((tx) =>
    addRule(tx, "rule", {
      ...{ name: "Till", kinds: ["cash-float"], fromMinute: 0, untilMinute: 0 },
      ...{ repeatMinutes: null, isEnabled: true },
      channel: { kind: "webhook", endpointId: nameEndpoint(url) },
    }),
  );
  await count(4999);
  await watch();
  await expect.poll(() => sent.length).toBe(1);
  expect(sent[0]!.data).toMatchObject({ alertKey: "cash-float:low", kind: "cash-float" });
  await watch();
  await count(5000);
  await watch();
  const open = process.store.db.prepare("SELECT 1 FROM alerts WHERE cleared_ms IS NULL");
  expect(open.all()).toEqual([]);
  opened.close();
  await opened.finish(true);
  expect(sent.length).toBe(1);
});

it("an alert that is being sent as the shop closes is noted before the shop has closed", async () => {
  const url = "https://one.example/hook";
  const secret = { source: "environment variable HOOK", reveal: () => "shh" };
  const answer = Promise.withResolvers<Response>();
  let asked = 0;
  const fetch: Fetch = () => {
    asked++;
    return answer.promise;
  };
  const capabilities = [WEBHOOKS, ALERTS];
  const webhooks = [{ url, secret, events: ["receipt.*"] }];
  const { process, context, timers } = await openShop(capabilities, { webhooks, fetch });
  const opened = await openCapabilities(capabilities, context);
  await process.store.transact((tx) => {
    addRule(tx, "rule", {
      ...{ name: "Phones", kinds: [], fromMinute: 0, untilMinute: 0, repeatMinutes: null },
      isEnabled: true,
      channel: { kind: "webhook", endpointId: nameEndpoint(url) },
    });
    raiseAlert(tx, { alertKey: "low:1", kind: "low-stock", message: "refill", visitId: null });
  });
  for (const { work } of [...timers]) work();
  await expect.poll(() => asked).toBe(1);
  opened.close();
  const finished = opened.finish(true);
  answer.resolve(new Response(null, { status: 200 }));
  await finished;
  const { db } = process.store;
  expect(db.prepare("SELECT status FROM alert_notices").get()).toEqual({ status: "ended" });
});

it("the shop's own bring every route that has roles, and what is done by the clock", async () => {
  const { process, metrics, context } = await openShop(SHOP_CAPABILITIES);
  const watches: string[] = [];
  const own = {
    ...process,
    addWatches: (added: readonly Watch[]) => void watches.push(...added.map(({ name }) => name)),
  };
  const repeats: string[] = [];
  const tidied: string[] = [];
  const counted = SHOP_CAPABILITIES.map(
    (one): Capability => ({
      ...one,
      open: async (given) => {
        const opened = await one.open(given);
        repeats.push(...(opened.repeats ?? []).map(({ what }) => what));
        if (opened.tidy !== undefined) tidied.push(one.name);
        return opened;
      },
    }),
  );
  const { extensions, close, finish } = await openCapabilities(counted, {
    ...context,
    process: own,
  });
  onTestFinished(async () => {
    close();
    await finish(false);
  });
  const logger = createHttpLogger("silent");
  const app = await openHttpSide({ process, metrics, extensions, logger, screens: null });
  onTestFinished(() => app.close());
  const missing = Object.keys(ROUTE_ROLES).filter((name) => {
    const [method, path] = name.split(" ") as ["GET", string];
    // The demonstration's come with the lab.
    return !path.startsWith("/v1/demo") && !app.hasRoute({ method, url: path });
  });
  expect(missing).toEqual([]);
  expect(watches).toEqual(WATCHES);
  expect(repeats).toEqual(REPEATS);
  expect(tidied).toEqual(TIDIED);
});

it("what is open is closed where another capability cannot be opened", async () => {
  const { context } = await openShop([]);
  const ends: string[] = [];
  const fine: Capability = {
    name: "fine",
    open: () => ({
      close: () => void ends.push("closed"),
      finish: async (isWell) => void ends.push(`finished ${isWell}`),
    }),
  };
  const broken: Capability = {
    name: "broken",
    open: () => Promise.reject(new Error("its key is damaged")),
  };
  await expect(openCapabilities([fine, broken], context)).rejects.toThrow("its key is damaged");
  expect(ends).toEqual(["closed", "finished false"]);
});

it("what one cannot delete keeps none of the others from it", async () => {
  const { context, timers } = await openShop([]);
  const tidied: string[] = [];
  const broken: Capability = {
    name: "broken",
    open: () => ({
      tidy: () => {
        throw new Error("no such table");
      },
    }),
  };
  const fine: Capability = { name: "fine", open: () => ({ tidy: () => void tidied.push("fine") }) };
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const opened = await openCapabilities([broken, fine], { ...context, onError });
  for (const { everyMs, work } of [...timers]) if (everyMs > TICK_MS) work();
  opened.close();
  await opened.finish(true);
  expect(tidied).toEqual(["fine"]);
});

it("evidence makes its last clips where the process ends well, and none where it cannot trust itself", async () => {
  const { context } = await openShop([createEvidence()]);
  for (const [isWell, waitMs] of [
    [true, CLIPS_CLOSE_MS_MAX],
    [false, 0],
  ] as const) {
    const waits: number[] = [];
    const evidence = createEvidence((...given) => ({
      ...openEvidence(...given),
      close: async (waitMs) => void waits.push(waitMs),
    }));
    const opened = await openCapabilities([evidence], context);
    opened.close();
    await opened.finish(isWell);
    expect(waits).toEqual([waitMs]);
  }
});
