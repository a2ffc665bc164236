/** Gates of a whole shop: a relay at a real broker, one over real HTTP, and a reader at the provider's stand-in. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decideCharge } from "@saunter/commerce/payment/decide";
import { parseHttpPreset, readShippedPreset } from "@saunter/ingest/gates/gate-preset";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { openLocalBroker } from "@saunter/ingest/scales/mqtt/local-broker";
import { createNotedSink } from "@saunter/ingest/scales/sink-fixture";
import type { GateReport } from "@saunter/protocol/devices/gate-messages";
import { createHttpLogger } from "@saunter/server/http/logger";
import { addReader, presentCard } from "@saunter/sim/payments/readers";
import { startProviderServer } from "@saunter/stand-ins/payments/provider-server";
import { signNotice } from "@saunter/stand-ins/payments/sign-notice";
import { sampleTests } from "@saunter/testing/sample";
import { connectAsync } from "mqtt";
import { describe, expect, onTestFinished, it as vitestIt } from "vitest";
import type { GateHardware } from "../../config/gates-config.ts";
import type { ShopConfig } from "../../config/shop-config.ts";
import { admitByAttendant } from "../../domain/entry-service.ts";
import { decideInto } from "../../domain/shop-context.ts";
import { makeMqttActuator, NO_HARDWARE } from "../../gates/gates-fixture.ts";
import { createShopMetrics } from "../../http/metrics.ts";
import { registerCustomer, verifyCustomerCard } from "../../people/customers.ts";
import { openCapabilities } from "../../process/open-capabilities.ts";
import { openShopProcess, WATCH_EVERY_MS } from "../../process/open-shop-process.ts";
import { createTestSimulator } from "../../process/simulator-fixture.ts";
import { MACHINE } from "../../process/surroundings.ts";
import { openHttpSide } from "../../serve/serve-http.ts";
import { QUEUE_MAX } from "../../store/store-limits.ts";
import { makeSampleConfig } from "../../testing/sample-config.ts";
import { SHOP_CAPABILITIES } from "../capabilities.ts";
import { throwOn } from "../evidence/evidence-shop-fixture.ts";
import { GATES } from "./gates.ts";

const it = sampleTests(vitestIt, 0.34);

const READER = "tmr_sim_1";
const BIND_WITHIN_MS = 20_000;
const WEBHOOK_SECRET = "whsec_1";
const CARD = { token: "pm_sim_ok", lastFour: "4242" };
const secret = (text: string) => ({ source: "test", reveal: () => text });

interface Options {
  readonly door?: Partial<GateHardware>;
  readonly staff?: Partial<GateHardware>;
  /** Where the provider is; left out where nobody asks it. */
  readonly baseUrl?: string;
  /** The gates' devices are at a broker, which the test is. */
  readonly isAtBroker?: boolean;
  /** What fails and is tried again; left out: nothing does. */
  readonly onTrouble?: (error: unknown) => void;
}

function makeConfig(folder: string, { baseUrl, door, staff }: Options): ShopConfig {
  const sample = makeSampleConfig(folder, 1);
  const [first, second] = sample.floor!.gates;
  const isPaid = baseUrl !== undefined;
  return {
    ...sample,
    // The broker is the test's own; its prefix is that of a shop with sensors.
    floor: {
      ...sample.floor!,
      gates: [
        { ...first!, direction: "in", hardware: { ...NO_HARDWARE, ...door } },
        { ...second!, ...(staff === undefined ? {} : { hardware: { ...NO_HARDWARE, ...staff } }) },
      ],
    },
    entry: {
      ...sample.entry,
      qr: { signingKey: null },
      card: isPaid ? { terminal: "stripe" } : null,
      bindWithinMs: BIND_WITHIN_MS,
      barDebtors: true,
    },
    payment: {
      ...sample.payment,
      gateway: isPaid
        ? {
            kind: "stripe",
            secretKey: secret("sk_test_1"),
            webhookSecret: secret(WEBHOOK_SECRET),
            canRaiseHolds: false,
            publishableKey: null,
            baseUrl,
          }
        : { kind: "simulator" },
    },
  };
}

async function openShop(options: Options) {
  const folder = mkdtempSync(join(tmpdir(), "saunter-gates-"));
  const clock = { aheadMs: 0 };
  const shopProcess = await openShopProcess({
    config: makeConfig(folder, options),
    nowMs: () => Date.now() + clock.aheadMs,
    surroundings: { ...MACHINE, evenMs: () => performance.now() + clock.aheadMs },
    capabilities: SHOP_CAPABILITIES,
    recordings: RECORDING_FOLDERS,
    simulator: createTestSimulator(),
    onError: throwOn,
    onTrouble: options.onTrouble ?? throwOn,
  });
  const metrics = createShopMetrics(() => 0);
  const source = { kind: "sensors", mqtt: { prefix: "" } } as ShopConfig["source"];
  const config = { ...shopProcess.config, ...(options.isAtBroker === true ? { source } : {}) };
  const process = { ...shopProcess, config };
  const context = { process, metrics, onError: throwOn, findNotReady: () => null };
  const { close, extensions, finish } = await openCapabilities(
    options.isAtBroker === true ? [GATES] : SHOP_CAPABILITIES,
    context,
  );
  onTestFinished(async () => {
    close();
    await finish(true);
    await shopProcess.close();
    metrics.close();
    rmSync(folder, { recursive: true });
  });
  const { store } = shopProcess;
  return {
    process: shopProcess,
    extensions,
    metrics,
    clock,
    listVisits: () =>
      store.db
        .prepare("SELECT visit_id, status FROM visits ORDER BY opened_ms")
        .all()
        .map(({ status, visit_id }) => ({ visitId: visit_id as string, status })),
    /** Alerts as staff have them. */
    listAlerts: () =>
      store.db
        .prepare("SELECT alert_key FROM alerts WHERE cleared_ms IS NULL ORDER BY alert_key")
        .all()
        .map(({ alert_key }) => alert_key as string)
        .filter((key) => /^(gate-fault|passage|binding)/.test(key)),
    watch: async () => {
      clock.aheadMs += WATCH_EVERY_MS;
      await shopProcess.tick();
    },
    admit: (gateId: string, partySize = 1) =>
      store.transact((tx) =>
        admitByAttendant(tx, shopProcess.shop, { gateId, partySize, payer: { kind: "cash" } }),
      ),
  };
}

type TestShop = Awaited<ReturnType<typeof openShop>>;

/** A turnstile's controller at the broker inside the process; it does what a test has it do. */
async function openTurnstile({ process }: TestShop) {
  const checkDevice = (deviceId: string) => deviceId === "door-1";
  const listens = { host: "127.0.0.1", port: 0, prefix: "saunter", checkDevice, bus: process.bus };
  const broker = await openLocalBroker(listens, createNotedSink());
  onTestFinished(broker.close);
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const client = await connectAsync(url, { username: "door-1", password: "key" });
  onTestFinished(() => client.endAsync(true));
  const commands: { id: string; partySize: number }[] = [];
  client.on("message", (_, payload) => commands.push(JSON.parse(payload.toString())));
  await client.subscribeAsync("/gates/door/open");
  const report = (sent: GateReport) =>
    client.publishAsync("/gates/door/reports", JSON.stringify(sent), { qos: 1 });
  return { commands, report };
}

const TURNSTILE: Partial<GateHardware> = {
  actuator: makeMqttActuator("saunter"),
  passage: { withinMs: 5000, in: null, out: null },
  codeReader: { kind: "reports" },
};

describe("a turnstile over MQTT", () => {
  it("opens for whoever is admitted, and their visit goes on when they have passed", async () => {
    const shop = await openShop({ door: TURNSTILE });
    const { commands, report } = await openTurnstile(shop);
    const { visitId } = await shop.admit("door", 2);
    await expect.poll(() => commands).toMatchObject([{ id: visitId, partySize: 2 }]);
    await report({ kind: "acknowledged", commandId: visitId });
    for (const passageId of ["1", "1", "2"]) {
      await report({ kind: "passage", direction: "in", passageId });
    }
    shop.clock.aheadMs += 5001;
    await shop.watch();
    expect(shop.listVisits()).toEqual([{ visitId, status: "open" }]);
    expect(shop.listAlerts()).toEqual([]);
  });

  it("makes no visit of who is admitted and does not pass", async () => {
    const shop = await openShop({ door: TURNSTILE });
    const { report } = await openTurnstile(shop);
    const { visitId } = await shop.admit("door");
    await report({ kind: "acknowledged", commandId: visitId });
    shop.clock.aheadMs += 5001;
    await expect.poll(() => shop.listVisits()).toEqual([{ visitId, status: "closed" }]);
    const charge = shop.process.store.read("charge", visitId);
    expect(charge).toMatchObject({ dueMinor: 0 });
    // Whoever passes now has no entry.
    await report({ kind: "passage", direction: "in" });
    await expect.poll(() => shop.listAlerts()).toContain("passage:door");
  });

  it("keeps the visit of who is admitted where it is not known to have opened", async () => {
    const shop = await openShop({ door: TURNSTILE });
    await openTurnstile(shop);
    const { visitId } = await shop.admit("door");
    shop.clock.aheadMs += 5001;
    await expect
      .poll(async () => {
        await shop.watch();
        return shop.listAlerts();
      })
      .toContain("gate-fault:door:no-acknowledgement");
    expect(shop.listVisits()).toEqual([{ visitId, status: "open" }]);
  });

  it.each([
    ["makes no visit of who does not pass while the broker is there", 1, "closed"],
    ["keeps the visit where the broker was away, however shortly", 2, "open"],
  ])("%s", async (_, after, status) => {
    const door = { ...TURNSTILE, actuator: null };
    const shop = await openShop({ door, isAtBroker: true });
    let connection = 1;
    let looks = 0;
    const readConnection = (): number => {
      looks++;
      return connection;
    };
    shop.process.bus.attach(() => true, readConnection);
    await expect.poll(() => looks).toBeGreaterThan(0);
    const { visitId } = await shop.admit("door");
    connection = after;
    shop.clock.aheadMs += 5001;
    const looksBefore = looks;
    await expect.poll(() => looks).toBeGreaterThan(looksBefore);
    await shop.watch();
    expect(shop.listVisits()).toEqual([{ visitId, status }]);
  });

  it("raises an alert for who passes without an entry, and the visits at the door are checked", async () => {
    const shop = await openShop({ door: TURNSTILE });
    const { report } = await openTurnstile(shop);
    const { visitId } = await shop.admit("door");
    await report({ kind: "passage", direction: "in" });
    await report({ kind: "passage", direction: "out" });
    await report({ kind: "passage", direction: "in" });
    const wanted = [`binding:${visitId}`, "passage:door"];
    await expect.poll(() => shop.listAlerts()).toEqual(expect.arrayContaining(wanted));
    const visit = shop.process.store.read("visit", visitId);
    expect(visit).toMatchObject({ flags: [{ flag: "bound-by-guess" }] });
  });

  it("warns of passages without an entry in one go, however many come at once", async () => {
    const shop = await openShop({ door: TURNSTILE });
    const { bus } = shop.process;
    const passage = Buffer.from(JSON.stringify({ kind: "passage", direction: "in" }));
    for (let at = 0; at <= QUEUE_MAX; at++) bus.take("/gates/door/reports", passage, false);
    await expect.poll(() => shop.listAlerts()).toEqual(["passage:door"]);
  });

  it("takes the code that its reader has read to the entry, once while it lies there", async () => {
    const shop = await openShop({ door: TURNSTILE });
    const { commands, report } = await openTurnstile(shop);
    const { entry, store } = shop.process;
    const details = { card: CARD, isMember: false, email: null, locale: "en-GB" };
    await store.transact((tx) => {
      registerCustomer(tx, "ann", details, tx.atMs);
      verifyCustomerCard(tx, "ann", { token: CARD.token, cardHash: null }, tx.atMs);
    });
    await report({ kind: "code", text: "no code" });
    const text = entry.issuer!.issueCode("ann", Date.now());
    await expect
      .poll(() => entry.service.news.findLast({ gateId: "door" }, Date.now())?.code)
      .toBe("entry-code-invalid");
    for (let again = 0; again < 3; again++) await report({ kind: "code", text });
    await expect.poll(() => commands.length).toBe(1);
    expect(entry.service.news.findLast({ gateId: "door" }, Date.now())?.kind).toBe("admitted");
  });

  it("has its faults as alerts within 15 s, which clear when they are over", async () => {
    const shop = await openShop({ door: TURNSTILE });
    const { commands, report } = await openTurnstile(shop);
    const { visitId } = await shop.admit("door");
    await expect.poll(() => commands.length).toBe(1);
    // Time enough for an answer, and for the next look at it.
    shop.clock.aheadMs += 3000;
    await expect
      .poll(async () => {
        await shop.watch();
        return shop.listAlerts();
      })
      .toContain("gate-fault:door:no-acknowledgement");
    shop.clock.aheadMs += 60_000;
    await report({ kind: "state", state: "open" });
    await report({ kind: "acknowledged", commandId: visitId });
    await expect
      .poll(async () => {
        await shop.watch();
        return shop.listAlerts().filter((key) => key.startsWith("gate-fault"));
      })
      .toEqual(["gate-fault:door:forced-open"]);
  });
});

it("a relay that cannot be asked is trouble, and the shop goes on", async () => {
  const troubles: unknown[] = [];
  let isThere = true;
  const reveal = () => {
    if (isThere) return "admin:pass";
    throw new Error("no such secret");
  };
  const actuator = {
    kind: "http" as const,
    preset: parseHttpPreset(readShippedPreset("http", "shelly-gen1")!),
    url: "http://192.0.2.20",
    authorization: { scheme: "bearer" as const, secret: { source: "test", reveal } },
    ...{ channel: 1, openMs: 3000 },
  };
  const onTrouble = (error: unknown) => void troubles.push(error);
  const shop = await openShop({ staff: { actuator }, onTrouble });
  isThere = false;
  const { visitId } = await shop.admit("staff");
  await expect.poll(() => troubles).toEqual([new Error("no such secret")]);
  expect(shop.listVisits()).toEqual([{ visitId, status: "open" }]);
});

it("a relay over HTTP is asked once for each entry, whatever becomes of the answer", async () => {
  const asked: string[] = [];
  const relay = createServer((request, response) => {
    asked.push(request.url!);
    if (asked.length === 2) request.socket.destroy();
    else response.end('{"ison":true}');
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void relay.close());
  const actuator = {
    kind: "http" as const,
    preset: parseHttpPreset(readShippedPreset("http", "shelly-gen1")!),
    url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    ...{ authorization: null, channel: 1, openMs: 3000 },
  };
  const shop = await openShop({ staff: { actuator } });
  await shop.admit("staff");
  await expect.poll(() => asked).toEqual(["/relay/0?turn=on&timer=3"]);
  shop.clock.aheadMs += BIND_WITHIN_MS + 1000;
  await shop.admit("staff");
  shop.clock.aheadMs += 3000;
  await expect
    .poll(async () => {
      await shop.watch();
      return shop.listAlerts();
    })
    .toContain("gate-fault:staff:no-acknowledgement");
  expect(asked).toHaveLength(2);
});

describe("a card reader at the gate", () => {
  async function openPaid() {
    const server = await startProviderServer({
      port: 0,
      webhookSecret: WEBHOOK_SECRET,
      clock: Date.now,
      options: { currencies: ["gbp"] },
    });
    onTestFinished(server.close);
    const reader = addReader(server.provider, READER);
    const door = {
      actuator: makeMqttActuator("saunter"),
      cardReader: { kind: "stripe-terminal", readerId: READER },
    } as const;
    const shop = await openShop({ baseUrl: server.url, door });
    const { commands } = await openTurnstile(shop);
    const waits = () => expect.poll(() => reader.action?.status).toBe("in_progress");
    return {
      commands,
      reader,
      server,
      shop,
      waits,
      tap: (token: string) => presentCard(server.provider, READER, token),
    };
  }

  it("waits for a card all the time, opens for one that is good, and only holds the amount", async () => {
    const { commands, server, shop, tap, waits } = await openPaid();
    await waits();
    tap("pm_sim_declined-1");
    const { news } = shop.process.entry.service;
    await expect
      .poll(() => news.findLast({ gateId: "door" }, Date.now())?.code)
      .toBe("entry-card-refused");
    await waits();
    tap("pm_sim_ok-ann");
    await expect.poll(() => commands.length).toBe(1);
    await waits();
    const intents = [...server.provider.intents.values()];
    expect(intents).toMatchObject([{ amountMinor: 2000, status: "requires_capture" }]);
    expect(shop.listVisits()).toMatchObject([{ visitId: commands[0]!.id, status: "open" }]);
  });

  it("is looked at when a webhook comes, which must be signed, and may come twice", async () => {
    const { commands, server, shop, tap, waits } = await openPaid();
    const logger = createHttpLogger("silent");
    const { extensions, metrics } = shop;
    const app = await openHttpSide({
      process: shop.process,
      metrics,
      extensions,
      logger,
      screens: null,
    });
    onTestFinished(() => app.close());
    await waits();
    const event = (id: string) => ({
      id,
      type: "terminal.reader.action_succeeded",
      object: "event",
      data: { object: { id: READER, object: "terminal.reader" } },
    });
    const send = (body: string, signature: string) =>
      app.inject({
        method: "POST",
        url: "/v1/payments/notices",
        headers: { "content-type": "application/json", "stripe-signature": signature },
        body,
      });
    const body = JSON.stringify(event("evt_1"));
    const forged = await send(body, signNotice(body, "whsec_of_somebody", Date.now()));
    expect(forged.json().code).toBe("notice-forged");
    tap("pm_sim_ok-ann");
    for (let twice = 0; twice < 2; twice++) {
      const taken = await send(body, signNotice(body, WEBHOOK_SECRET, Date.now()));
      expect(taken.json()).toEqual({ isTaken: true });
    }
    await expect.poll(() => commands.length).toBe(1);
    expect(server.provider.intents.size).toBe(1);
  });

  it("is a fault while it is offline, and waits again when it is back", async () => {
    const { reader, shop, waits } = await openPaid();
    await waits();
    reader.action = null;
    reader.fault = "offline";
    await expect
      .poll(async () => {
        await shop.watch();
        return shop.listAlerts();
      })
      .toEqual(["gate-fault:door:card-reader-offline"]);
    reader.fault = null;
    await waits();
  });

  it("refuses a card that owes, as a phone's code with it would be", async () => {
    const { commands, shop, tap, waits } = await openPaid();
    const { entry, runner, store } = shop.process;
    await waits();
    tap("pm_sim_on_session-bob");
    await expect.poll(() => commands.length).toBe(1);
    const { visitId } = shop.listVisits()[0]!;
    // More than is held, and the bank does not give the rest.
    const due = { type: "SetDue", dueMinor: 5000, cause: "test" } as const;
    await store.transact((tx) => decideInto(tx, "charge", visitId, decideCharge, due));
    await runner.advance(visitId);
    shop.clock.aheadMs += BIND_WITHIN_MS + 1000;
    await waits();
    tap("pm_sim_on_session-bob");
    await expect
      .poll(() => entry.service.news.findLast({ gateId: "door" }, shop.process.shop.nowMs())?.code)
      .toBe("entry-barred-by-debt");
    expect(commands).toHaveLength(1);
  });
});
