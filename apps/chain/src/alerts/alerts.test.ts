/** Alerts over a real database: raised, sent, acknowledged and ended. */
import { createHmac, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { issueCard } from "../balances/issue-card.ts";
import {
  CHAIN,
  SHOPS,
  shop,
  startChainHttp,
  type TestChainHttp,
} from "../http/chain-http-fixture.ts";
import { addShop } from "../shops.ts";
import { createAlertChannels, writeMail } from "./alert-channels.ts";
import {
  ALERT_BOUNDS,
  END_AFTER_MS,
  FIRST_BACKUP_MS,
  LOOK_EVERY_MS,
  PAIRS_MIN,
  RECENT_MS,
  SLOW_EVERY_MS,
  STORM_SHOPS_MIN,
  UNSIGNED_MIN,
  UNSIGNED_MS,
} from "./alert-limits.ts";
import { type AlertSources, createRules, type HubRoom } from "./read-causes.ts";
import { type SendingChannel, sendAlerts } from "./send-alerts.ts";
import { type AlertWatch, createAlertWatch } from "./watch-alerts.ts";

const MINUTE_MS = 60_000;
const SECRET = "whsec_of-the-test";

describe("alerts", () => {
  let chain: TestChainHttp;
  let watch: AlertWatch;
  let channels: readonly SendingChannel[];
  let receiver: Server;
  let isRefusing = false;
  const received: { readonly body: string; readonly signature: string; readonly id: string }[] = [];
  const failures: unknown[] = [];
  const hub = { silentSinceMs: null as number | null, room: null as HubRoom | null };
  const backup = { atMs: null as number | null };
  const nowMs = (): number => chain.clock.nowMs;

  beforeAll(async () => {
    chain = await startChainHttp();
    receiver = createServer((request, response) => {
      let body = "";
      request.on("data", (part) => (body += part));
      request.on("end", () => {
        const { "saunter-signature": signature, "saunter-event-id": id } = request.headers;
        if (!isRefusing) received.push({ body, signature: String(signature), id: String(id) });
        response.writeHead(isRefusing ? 503 : 204).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    channels = createAlertChannels(
      {
        webhooks: [{ url, secret: SECRET, organisationId: "a" }],
        ...{ mail: null, repeatMs: 30 * MINUTE_MS },
      },
      { fetch, nowMs, publicUrl: "https://chain.example" },
    );
    backup.atMs = nowMs();
    watch = openWatch();
    await seeAll();
  });
  afterAll(async () => {
    await chain.close();
    receiver.close();
    expect(failures).toEqual([]);
  });
  afterEach(async () => {
    hub.silentSinceMs = null;
    hub.room = { usedBytes: 0, bytesMax: 100, missing: [] };
    backup.atMs = nowMs();
    await seeAll();
    await settle();
    isRefusing = false;
    received.length = 0;
  });

  function openWatch(): AlertWatch {
    const sources: AlertSources = {
      hubSilentSinceMs: () => hub.silentSinceMs,
      readHubRoom: async () => hub.room ?? { usedBytes: 0, bytesMax: null, missing: [] },
      readBackupMs: async () => backup.atMs,
    };
    return createAlertWatch({
      ...{ db: chain.db, channels, nowMs, rules: createRules(ALERT_BOUNDS, sources) },
      onFailed: (error) => void failures.push(error),
    });
  }

  /** Every shop has answered at this moment, and its events are all there. */
  async function seeAll(): Promise<void> {
    const shops = await chain.db.selectFrom("up_heads").select(["shop_id", "position"]).execute();
    for (const { shop_id, position } of shops) {
      const values = {
        seen_ms: nowMs(),
        position,
        sent: position,
        clock_ahead_ms: 0,
        version: "1",
      };
      await chain.db
        .insertInto("shop_states")
        .values({ shop_id, ...values })
        .onConflict((conflict) => conflict.column("shop_id").doUpdateSet(values))
        .execute();
    }
  }

  /** Whatever is open ends. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) {
      chain.clock.nowMs += 2 * 60 * MINUTE_MS;
      backup.atMs = nowMs();
      await seeAll();
      await watch.look();
    }
    expect(await listOpen()).toEqual([]);
    await send();
    await chain.db.deleteFrom("chain_alerts").execute();
  }

  function pass(ms: number): void {
    chain.clock.nowMs += ms;
  }
  const listOpen = () =>
    chain.db
      .selectFrom("chain_alerts")
      .select(["kind", "shop_id"])
      .where("ended_ms", "is", null)
      .orderBy("alert_key")
      .execute();
  const send = () => sendAlerts({ db: chain.db, channels, nowMs, random: () => 0.5 });
  const notices = () => received.map(({ body }) => JSON.parse(body));

  async function silence(...shopIds: string[]): Promise<void> {
    await seeAll();
    const seen_ms = nowMs() - ALERT_BOUNDS.silentMs - 1;
    const query = chain.db.updateTable("shop_states").set({ seen_ms });
    await query.where("shop_id", "in", shopIds).execute();
  }

  it("of a shop that does not answer are one, sent signed, reminded of until somebody acknowledges, and ended", async () => {
    await silence("a-1", "b-1");
    await watch.look();
    await Promise.all([watch.look(), openWatch().look()]);
    expect(await listOpen()).toEqual([
      { kind: "shop-silent", shop_id: "a-1" },
      { kind: "shop-silent", shop_id: "b-1" },
    ]);
    await Promise.all([send(), send()]);
    // The channel is of organisation a.
    expect(notices()).toEqual([
      expect.objectContaining({
        what: "raised",
        kind: "shop-silent",
        shopId: "a-1",
        endedMs: null,
      }),
    ]);
    const [{ body, signature, id }] = received as [(typeof received)[number]];
    const seconds = Math.floor(nowMs() / 1000);
    const hex = createHmac("sha256", SECRET).update(`${seconds}.${body}`).digest("hex");
    expect(signature).toBe(`t=${seconds},v1=${hex}`);
    expect(id).toMatch(/^alert\/\d+\/raised$/);

    pass(30 * MINUTE_MS);
    await send();
    expect(notices().map(({ what }) => what)).toEqual(["raised", "reminder"]);
    const { token } = await chain.signIn("support", shop("a-1"));
    const { items } = (await chain.ask("GET /v1/alerts", { token })).body;
    const acknowledged = await chain.ask(`POST /v1/alerts/${items[0].alertId}/acknowledge`, {
      token,
    });
    expect(acknowledged.body.acknowledged.atMs).toBe(nowMs());
    pass(30 * MINUTE_MS);
    await send();
    expect(received).toHaveLength(2);

    await seeAll();
    await watch.look();
    expect(await listOpen()).toHaveLength(2);
    pass(END_AFTER_MS);
    await seeAll();
    await watch.look();
    expect(await listOpen()).toEqual([]);
    await send();
    await send();
    expect(notices().map(({ what }) => what)).toEqual(["raised", "reminder", "ended"]);
  });

  it.each([
    ["doesn't answer", "shop-silent"],
    ["has events that don't come", "shop-behind"],
  ] as const)("of a shop that %s come within a minute", async (_, kind) => {
    await seeAll();
    await watch.look();
    const beganMs = nowMs();
    const read = async () => (await listOpen()).filter((alert) => alert.kind === kind);
    while ((await read()).length === 0 && nowMs() - beganMs <= MINUTE_MS) {
      pass(LOOK_EVERY_MS);
      if (kind === "shop-behind") {
        await seeAll();
        const set = chain.db.updateTable("shop_states").set({ position: 7 });
        await set.where("shop_id", "=", "a-1").execute();
      }
      await watch.look();
    }
    expect(nowMs() - beganMs).toBeLessThanOrEqual(MINUTE_MS);
    expect(await read()).not.toEqual([]);
  });

  it("of captures that came short and of points that are owed are one an organisation, until that is settled", async () => {
    const card = { kind: "points", organisationId: "a", currency: "GBP", units: 0 } as const;
    const made = { expiresMs: null, issuedBy: "x", atMs: nowMs() };
    const { balanceId } = await chain.db
      .transaction()
      .execute((tx) => issueCard(tx, { ...card, ...made }, randomBytes));
    const hold = { visit_id: "v1", units_per_minor: 1, amount_minor: 5, short_minor: 5 };
    const times = { state: "captured", made_ms: 0, ends_ms: 0 } as const;
    const addShort = (shop_id: string, hold_id: string, balance_id: string | null) =>
      chain.db
        .insertInto("balance_holds")
        .values({ ...hold, ...times, shop_id, hold_id, balance_id })
        .execute();
    await addShort("a-1", "h1", balanceId);
    await addShort("a-2", "h2", balanceId);
    // One that the chain never granted is of the shop's organisation.
    await addShort("b-1", "h3", null);
    const setOwed = (owed_units: number) =>
      chain.db
        .updateTable("balances")
        .set({ owed_units })
        .where("balance_id", "=", balanceId)
        .execute();
    await setOwed(7);
    pass(SLOW_EVERY_MS);
    await seeAll();
    await watch.look();
    const { token } = await chain.signIn("manager", { kind: "organisation", id: "a" });
    const { items } = (await chain.ask("GET /v1/alerts", { token })).body;
    expect(items.map((one: { kind: string; message: string }) => [one.kind, one.message])).toEqual(
      expect.arrayContaining([
        ["captures-short", expect.stringMatching(/counts on: 2\./)],
        ["points-owed", expect.stringMatching(/spent: 1\./)],
      ]),
    );
    expect(items).toHaveLength(2);
    expect(await listOpen()).toHaveLength(3);
    await chain.db
      .updateTable("balance_holds")
      .set({ settled_ms: nowMs(), settled_by: "x", settled_note: "paid" })
      .execute();
    await setOwed(0);
  });

  it("are sent again where the receiver refuses, and once the process that had begun has died", async () => {
    await silence("a-1");
    await watch.look();
    isRefusing = true;
    await send();
    isRefusing = false;
    await send();
    expect(received).toEqual([]);
    // Whoever had begun it never says how it went.
    const hanging = { ...channels[0]!, send: () => new Promise<never>(() => {}) };
    pass(MINUTE_MS);
    void sendAlerts({ db: chain.db, channels: [hanging], nowMs, random: () => 0.5 });
    await expect
      .poll(async () => {
        const query = chain.db.selectFrom("chain_alert_notices").select("attempts");
        return (await query.executeTakeFirstOrThrow()).attempts;
      })
      .toBe(2);
    await send();
    expect(received).toEqual([]);
    pass(MINUTE_MS);
    await send();
    expect(notices()).toEqual([expect.objectContaining({ what: "raised" })]);
  });

  it("are sent by nobody whose channel is configured no more", async () => {
    await silence("a-1");
    await watch.look();
    const without = createAlertWatch({
      ...{ db: chain.db, channels: [], rules: [], nowMs },
      onFailed: (error) => void failures.push(error),
    });
    await without.look();
    await send();
    expect(received).toEqual([]);
    const query = chain.db.selectFrom("chain_alert_notices").select("status");
    expect(await query.execute()).toEqual([{ status: "failed" }]);
  });

  it("that ended while they were on their way say so", async () => {
    await silence("a-1");
    await watch.look();
    const slow = {
      ...channels[0]!,
      send: async (notice: Parameters<SendingChannel["send"]>[0]) => {
        await chain.db.updateTable("chain_alerts").set({ ended_ms: nowMs() }).execute();
        return channels[0]!.send(notice);
      },
    };
    await sendAlerts({ db: chain.db, channels: [slow], nowMs, random: () => 0.5 });
    await send();
    expect(notices().map(({ what }) => what)).toEqual(["raised", "ended"]);
  });

  it("of many shops at once are one, which everybody sees and which names none", async () => {
    const ids = Array.from({ length: STORM_SHOPS_MIN }, (_, at) => `storm-${at}`);
    for (const shopId of ids) {
      const owner = { organisationId: "b", regionId: null, shard: 0 };
      await addShop(chain.db, { ...owner, shopId, name: shopId }, nowMs());
    }
    await silence(...ids);
    await watch.look();
    expect(await listOpen()).toEqual([{ kind: "shop-silent", shop_id: null }]);
    const { token } = await chain.signIn("auditor", shop("a-1"));
    const { items } = (await chain.ask("GET /v1/alerts", { token })).body;
    expect(items).toEqual([
      expect.objectContaining({ shopId: null, message: expect.stringMatching(/^Many shops: /) }),
    ]);
    // Whoever sees to one shop does not silence what is everybody's.
    const acknowledge = async (by: { readonly token: string }) =>
      (await chain.ask(`POST /v1/alerts/${items[0].alertId}/acknowledge`, by)).status;
    expect(await acknowledge(await chain.signIn("support", shop("a-1")))).toBe(403);
    expect(await acknowledge(await chain.signIn("support", CHAIN))).toBe(200);
    await silence("storm-1");
    await watch.look();
    expect(await listOpen()).toHaveLength(1);
  });

  it("of a hub that is away are one, and none of its shops", async () => {
    await silence(...SHOPS.map(({ shopId }) => shopId));
    hub.silentSinceMs = nowMs() - MINUTE_MS;
    await watch.look();
    expect(await listOpen()).toEqual([{ kind: "hub-unreachable", shop_id: null }]);
  });

  it("of the chain itself are seen by who sees all of it", async () => {
    backup.atMs = null;
    pass(SLOW_EVERY_MS);
    await seeAll();
    await watch.look();
    // A chain that has just begun makes its first one.
    expect(await listOpen()).toEqual([]);
    hub.room = { usedBytes: 90, bytesMax: 100, missing: ["hub-2"] };
    pass(FIRST_BACKUP_MS);
    await seeAll();
    await watch.look();
    const kinds = ["backup-old", "hub-full", "hub-server-missing"];
    expect((await listOpen()).map(({ kind }) => kind)).toEqual(kinds);
    const list = async (token: string) =>
      (await chain.ask("GET /v1/alerts", { token })).body.items.map(
        ({ kind }: { kind: string }) => kind,
      );
    const ofChain = await chain.signIn("support", CHAIN);
    expect((await list(ofChain.token)).toSorted()).toEqual(kinds);
    const ofShop = await chain.signIn("support", shop("a-1"));
    expect(await list(ofShop.token)).toEqual([]);
    expect((await chain.ask("GET /v1/alert-count", ofShop)).body).toEqual({
      open: 0,
      unacknowledged: 0,
    });
  });

  it("come of what a shop leaves at the hub beside its copy, for a day", async () => {
    const { db } = chain;
    const strays = { shop_id: "a-1", removed: 7, last_ms: nowMs() };
    await db.insertInto("copy_strays").values(strays).execute();
    await seeAll();
    await watch.look();
    expect(await listOpen()).toEqual([{ kind: "shop-copy", shop_id: "a-1" }]);
    const { token } = await chain.signIn("support", shop("a-2"));
    expect((await chain.ask("GET /v1/alerts", { token })).body.items).toEqual([]);
    pass(RECENT_MS);
  });

  it("come of what shops say, of clocks, of rows set aside and of figures that are too low", async () => {
    const { db } = chain;
    await seeAll();
    const set = db.updateTable("shop_states").set({ clock_ahead_ms: -90_000, position: 7 });
    await set.where("shop_id", "=", "a-1").execute();
    const aside = { shop_id: "a-2", subject: "s", reason: "forked", received_ms: 0 };
    await db
      .insertInto("set_aside")
      .values({ ...aside, body: new Uint8Array(), size_bytes: 0 })
      .execute();
    const alert = { shop_id: "b-1", alert_key: "disk-low", kind: "disk-low", position: 4 };
    const said = { message: "1 GB\nis left", visit_id: null, raised_ms: 0 };
    const ends = {
      acknowledged_ms: null,
      acknowledged_by: null,
      cleared_ms: null,
      cleared_by: null,
    };
    await db
      .insertInto("alerts")
      .values({ ...alert, ...said, ...ends })
      .execute();
    // Whoever stands in the shop sees to it.
    const local = { ...alert, ...said, ...ends, kind: "cart-help", position: 5 };
    await db.insertInto("alerts").values(local).execute();
    const reviews = Array.from({ length: PAIRS_MIN }, (_, at) => ({
      ...{ shop_id: "b-2", review_id: `r${at}`, visit_id: "v", kind: "receipt", status: "decided" },
      ...{ worth_minor: 1, opened_ms: nowMs(), due_ms: nowMs(), ended_ms: nowMs() },
      ...{ decided_by: "x", took_ms: 1, outcome: null, agrees: true, again_by: "y" },
      ...{ again_took_ms: 1, again_agrees: at % 2 === 0, is_twice: true, is_all_at_stake: false },
    }));
    await db.insertInto("reviews").values(reviews).execute();
    const directory = { token_id: "t", name: "Okta", organisation_id: "a", created_ms: 0 };
    await db
      .insertInto("scim_tokens")
      .values({ ...directory, token_hash: "h" })
      .execute();
    await db
      .insertInto("directory_states")
      .values({ token_id: "t", failed_ms: 5, failure: "400", done_ms: 4 })
      .execute();
    pass(SLOW_EVERY_MS);
    await seeBut("a-1");
    await watch.look();
    pass(ALERT_BOUNDS.behindMs + 1);
    await seeBut("a-1");
    await watch.look();
    expect(await listOpen()).toEqual([
      { kind: "directory-failing", shop_id: null },
      { kind: "shop-accuracy", shop_id: "b-2" },
      { kind: "shop-alert", shop_id: "b-1" },
      { kind: "shop-behind", shop_id: "a-1" },
      { kind: "shop-clock", shop_id: "a-1" },
      { kind: "shop-set-aside", shop_id: "a-2" },
    ]);
    const of = await db
      .selectFrom("chain_alerts")
      .select("message")
      .where("kind", "=", "shop-alert");
    expect((await of.execute())[0]!.message).toBe("disk-low: 1 GB is left");
    await db.deleteFrom("set_aside").execute();
    await db.deleteFrom("alerts").execute();
    await db.deleteFrom("reviews").execute();
    await db.deleteFrom("directory_states").execute();
  });

  /** All but one of which the state stays. */
  async function seeBut(shopId: string): Promise<void> {
    const set = chain.db.updateTable("shop_states").set({ seen_ms: nowMs() });
    await set.execute();
    expect(SHOPS.map((one) => one.shopId)).toContain(shopId);
  }

  it("come of receipts that wait to be signed for long, and not of a moment's queue", async () => {
    await seeAll();
    const queue = (unsigned: number | null) =>
      chain.db
        .updateTable("shop_states")
        .set({ unsigned, seen_ms: nowMs() })
        .where("shop_id", "=", "a-1")
        .execute();
    await queue(UNSIGNED_MIN);
    await watch.look();
    await queue(UNSIGNED_MIN - 1);
    pass(UNSIGNED_MS);
    await seeAll();
    await watch.look();
    await queue(UNSIGNED_MIN);
    await watch.look();
    pass(UNSIGNED_MS - 1);
    await seeAll();
    await watch.look();
    expect(await listOpen()).toEqual([]);
    pass(1);
    await watch.look();
    expect(await listOpen()).toEqual([{ kind: "shop-unsigned", shop_id: "a-1" }]);
    await queue(null);
  });

  it("stay as they are where nobody could find out", async () => {
    await silence("a-1");
    await watch.look();
    const broken = createAlertWatch({
      ...{ db: chain.db, channels, nowMs, onFailed: () => {} },
      rules: [
        {
          ...{ kinds: ["shop-silent"], isSlow: false },
          read: () => Promise.reject(new Error("no answer")),
        },
      ],
    });
    for (let turn = 0; turn < 3; turn++) {
      pass(END_AFTER_MS);
      await broken.look();
    }
    expect(await listOpen()).toEqual([{ kind: "shop-silent", shop_id: "a-1" }]);
  });

  it("are mailed to each address of its own organisation, and again where the server refuses", async () => {
    const server = await startMailServer();
    const mail = { host: "127.0.0.1", port: server.port, security: "none", login: null } as const;
    const to = [
      { address: "all@chain.example", organisationId: null },
      { address: "b@chain.example", organisationId: "b" },
    ];
    const mails = createAlertChannels(
      { webhooks: [], mail: { ...mail, from: "chain@chain.example", to }, repeatMs: null },
      { fetch, nowMs, publicUrl: "https://chain.example" },
    );
    const mailing = createAlertWatch({
      ...{ db: chain.db, channels: mails, nowMs, onFailed: (error) => void failures.push(error) },
      rules: createRules(ALERT_BOUNDS, {
        hubSilentSinceMs: () => null,
        readHubRoom: async () => ({ usedBytes: 0, bytesMax: null, missing: [] }),
      }),
    });
    await silence("a-1");
    await mailing.look();
    const sendMails = () => sendAlerts({ db: chain.db, channels: mails, nowMs, random: () => 0.5 });
    server.state.isRefusing = true;
    await sendMails();
    expect(server.received).toEqual([]);
    const { outcome } = await chain.db
      .selectFrom("chain_alert_notices")
      .select("outcome")
      .executeTakeFirstOrThrow();
    // A server's words may have addresses in them.
    expect(outcome).toBe("EENVELOPE 451");
    server.state.isRefusing = false;
    pass(MINUTE_MS);
    await sendMails();
    await sendMails();
    expect(server.received).toHaveLength(1);
    expect(server.received[0]).toMatch(/^To: all@chain\.example\r$/m);
    expect(server.received[0]).toMatch(/^Subject: Shop a-1: shop-silent \(raised\)\r$/m);
    await server.close();
  });

  it("are mails of a line and an address, whatever a shop is called", () => {
    const mail = writeMail(
      {
        ...{ alertId: 1, what: "reminder", kind: "shop-silent", shopId: "a", endedMs: null },
        ...{ shopName: "North\r\nBcc: x@y", message: "It has not answered.", raisedMs: 0 },
      },
      "https://chain.example",
    );
    expect(mail.subject).toBe("North Bcc: x@y: shop-silent (still open)");
    expect(mail.text).toContain("https://chain.example/console/alerts");
  });
});

/** As much of SMTP (RFC 5321) as a mail needs. */
async function startMailServer() {
  const received: string[] = [];
  const state = { isRefusing: false };
  const server = createTcpServer((socket) => {
    let mail: string | null = null;
    let rest = "";
    socket.write("220 mail.test\r\n");
    socket.on("error", () => {});
    socket.on("data", (data) => {
      rest += data.toString("latin1");
      for (let at = rest.indexOf("\r\n"); at >= 0; at = rest.indexOf("\r\n")) {
        const line = rest.slice(0, at);
        rest = rest.slice(at + 2);
        if (mail !== null) {
          if (line !== ".") {
            mail += `${line}\r\n`;
            continue;
          }
          received.push(mail);
          mail = null;
          socket.write("250 OK\r\n");
        } else if (/^DATA/i.test(line)) {
          mail = "";
          socket.write("354 Go on\r\n");
        } else if (/^RCPT/i.test(line) && state.isRefusing) {
          socket.write("451 all@chain.example is not taken now\r\n");
        } else if (/^QUIT/i.test(line)) socket.end("221 Bye\r\n");
        else socket.write("250 OK\r\n");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    ...{ received, state, port: (server.address() as AddressInfo).port },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
