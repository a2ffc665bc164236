import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PUBLIC_EVENT_SCHEMAS } from "@saunter/protocol/public-event-schema";
import { createGuardedFetch, type Fetch } from "@saunter/server/network/guarded-fetch";
import { Check } from "typebox/value";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { createHttpFixture, type HttpFixture } from "../../http/http-fixture.ts";
import { auditUsers } from "../../people/audited-users.ts";
import { addPushDevice, listPushDevices } from "../../people/push-devices.ts";
import type { AlertNotice } from "../../publish/alert-notices.ts";
import type { AlertRule, RuleChannel } from "../../publish/alert-rules.ts";
import { makeVapidKeys } from "../../publish/web-push.ts";
import { disableEndpoint, registerEndpoints } from "../../publish/webhook-deliveries.ts";
import type { WebhookMessage } from "../../publish/webhooks.ts";
import type { MailRow } from "../../receipts/mailer.ts";
import { AT_CONSOLE } from "../../security/record-security.ts";
import { createSendNotice, listChannels, type SendNoticeOptions } from "./send-notice.ts";

const NOTICE: AlertNotice = {
  alertId: 41,
  alertKey: "age:7",
  kind: "age-check",
  message: "Check the age of the shopper with visit 7",
  visitId: "7",
  raisedMs: 5,
  sentCount: 0,
  isOver: false,
};

let fixture: HttpFixture;
let mails: MailRow[];
let posted: WebhookMessage[];
let published: [topic: string, payload: string][];
beforeEach(async () => {
  fixture = await createHttpFixture();
  mails = [];
  posted = [];
  published = [];
});
afterEach(() => fixture.close());

const ruleBy = (channel: RuleChannel): AlertRule => ({
  name: "Rule",
  kinds: [],
  fromMinute: 0,
  untilMinute: 0,
  repeatMinutes: null,
  isEnabled: true,
  channel,
});

function makeSend(options: Partial<SendNoticeOptions> = {}) {
  const send = createSendNotice({
    store: fixture.store,
    shopName: "Corner Shop",
    publicUrl: "https://shop.example",
    nowMs: fixture.shop.nowMs,
    fetch: async () => new Response(null, { status: 500 }),
    deadline: AbortSignal.timeout,
    vapid: makeVapidKeys(randomBytes(32)),
    mailer: {
      sendMail: async (row) => {
        mails.push(row);
        return { kind: "sent" };
      },
    },
    webhooks: {
      sendOnce: async (endpointId, message) => {
        if (endpointId !== "end-1") return null;
        posted.push(message);
        return { isAccepted: true, words: "200" };
      },
    },
    mqtt: { topic: "saunter/alerts", publish: (...message) => published.push(message) > 0 },
    ...options,
  });
  return (channel: RuleChannel, notice: Partial<AlertNotice> = {}) =>
    send(ruleBy(channel), { ...NOTICE, ...notice });
}

/** A browser that has subscribed: it opens what its push service hands on (RFC 8291). */
function makeBrowser() {
  const ecdh = createECDH("prime256v1");
  const publicKey = ecdh.generateKeys();
  const auth = randomBytes(16);
  const derive = (key: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number) =>
    Buffer.from(hkdfSync("sha256", key, salt, info, length));
  return {
    keys: { p256dh: publicKey.toString("base64url"), auth: auth.toString("base64url") },
    open: (body: Buffer) => {
      const salt = body.subarray(0, 16);
      const sender = body.subarray(21, 86);
      const info = Buffer.concat([Buffer.from("WebPush: info\0"), publicKey, sender]);
      const secret = derive(ecdh.computeSecret(sender), auth, info, 32);
      const key = derive(secret, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
      const nonce = derive(secret, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
      const decipher = createDecipheriv("aes-128-gcm", key, nonce);
      decipher.setAuthTag(body.subarray(-16));
      const plain = Buffer.concat([decipher.update(body.subarray(86, -16)), decipher.final()]);
      expect(plain.at(-1)).toBe(2);
      return JSON.parse(plain.subarray(0, -1).toString());
    },
  };
}

/** A push service on this machine, in place of the one that addresses name. */
async function startPushService(answer: (path: string) => number) {
  const taken: { path: string; headers: NodeJS.Dict<string | string[]>; body: Buffer }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const path = request.url!;
      taken.push({ path, headers: request.headers, body: Buffer.concat(parts) });
      response.writeHead(answer(path)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise((resolve) => void server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  const guarded = createGuardedFetch({ allowPrivate: false });
  const fetch: Fetch = (url, init) =>
    guarded(url.replace("https://push.example", `http://127.0.0.1:${port}`), {
      ...init,
      headers: { ...init.headers, connection: "close" },
    });
  return { taken, fetch };
}

const addDevice = (path: string, keys: { p256dh: string; auth: string }, userId: string) =>
  fixture.store.transact((tx) =>
    addPushDevice(tx, { endpoint: `https://push.example/${path}`, name: path, userId, ...keys }),
  );

describe("a push", () => {
  it("reaches the devices of those with the role alone, and they alone can read it", async () => {
    const { taken, fetch } = await startPushService(() => 201);
    const [phone, other] = [makeBrowser(), makeBrowser()];
    await addDevice("phone", phone.keys, "user-operator");
    await addDevice("other", other.keys, "user-reviewer");
    const outcome = await makeSend({ fetch })({ kind: "push", role: "operator" });
    expect(outcome).toMatchObject({ isSent: true });
    expect(taken.map(({ path }) => path)).toEqual(["/phone"]);
    const [{ headers, body }] = taken as [(typeof taken)[number]];
    expect(headers).toMatchObject({ "content-encoding": "aes128gcm", ttl: "3600" });
    expect(headers.authorization).toMatch(/^vapid t=/);
    expect(phone.open(body)).toEqual({
      title: "A shopper has an age-restricted item",
      body: "Check the age of the shopper with visit 7 (Corner Shop)",
      tag: "41",
      url: "https://shop.example/console/health",
    });
    expect(() => other.open(body)).toThrow();
    expect(body.includes("age")).toBe(false);
  });

  it("reaches clerks by a rule for them, and by no other", async () => {
    const { taken, fetch } = await startPushService(() => 201);
    await addDevice("phone", makeBrowser().keys, "user-operator");
    await addDevice("other", makeBrowser().keys, "user-reviewer");
    await addDevice("counter", makeBrowser().keys, "user-clerk");
    const send = makeSend({ fetch });
    for (const role of ["operator", "reviewer"] as const) await send({ kind: "push", role });
    expect(taken.map(({ path }) => path)).toEqual(["/phone", "/other"]);
    expect(await send({ kind: "push", role: "clerk" })).toMatchObject({ isSent: true });
    expect(taken.map(({ path }) => path)).toEqual(["/phone", "/other", "/counter"]);
  });

  it("is not sent to somebody who has been disabled", async () => {
    const { taken, fetch } = await startPushService(() => 201);
    await addDevice("phone", makeBrowser().keys, "user-reviewer");
    await fixture.store.transact((tx) => {
      auditUsers(tx, AT_CONSOLE).setDisabled("user-reviewer", true);
    });
    const outcome = await makeSend({ fetch })({ kind: "push", role: "reviewer" });
    expect(outcome).toEqual({ isSent: false, words: "no device of any reviewer receives pushes" });
    expect(taken).toEqual([]);
  });

  const channel = { kind: "push", role: "operator" } as const;
  const listPaths = () =>
    listPushDevices(fixture.store, "user-operator").map(
      ({ endpoint }) => new URL(endpoint).pathname,
    );

  it("is sent where one device takes it, whatever becomes of the others", async () => {
    const { taken, fetch } = await startPushService((path) => (path === "/away" ? 503 : 201));
    await addDevice("away", makeBrowser().keys, "user-operator");
    await addDevice("phone", makeBrowser().keys, "user-operator");
    expect(await makeSend({ fetch })(channel)).toEqual({
      isSent: true,
      words: "taken for 1 of 2 device(s); away: 503",
    });
    expect(taken).toHaveLength(2);
    expect(listPaths()).toEqual(["/away", "/phone"]);
  });

  it("fails where no device takes it, and forgets one that is gone", async () => {
    const { fetch } = await startPushService((path) => Number(path.slice(1)));
    const send = makeSend({ fetch });
    for (const status of [404, 410]) {
      await addDevice(String(status), makeBrowser().keys, "user-operator");
      expect(await send(channel)).toEqual({
        isSent: false,
        words: `${status}: ${status}, removed`,
      });
      expect(listPaths()).toEqual([]);
    }
    await addDevice("503", makeBrowser().keys, "user-operator");
    expect(await send(channel)).toEqual({ isSent: false, words: "503: 503" });
    expect(listPaths()).toEqual(["/503"]);
  });

  it("forgets a device that is refused, unless its push service refuses all", async () => {
    let isTaken = false;
    const { fetch } = await startPushService((path) =>
      path === "/phone" && isTaken ? 201 : path === "/bad" ? 400 : 403,
    );
    const send = makeSend({ fetch });
    for (const name of ["bad", "old", "phone"]) {
      await addDevice(name, makeBrowser().keys, "user-operator");
    }
    expect(await send(channel)).toMatchObject({ isSent: false });
    expect(listPaths()).toEqual(["/bad", "/old", "/phone"]);
    isTaken = true;
    expect(await send(channel)).toMatchObject({ isSent: true });
    expect(listPaths()).toEqual(["/phone"]);
  });
});

describe("a mail", () => {
  const channel = { kind: "mail", userId: "user-operator", address: "mila@shop.example" } as const;

  it("says what has happened, what to do, and whether it is a reminder or over", async () => {
    const send = makeSend();
    expect(await send(channel)).toMatchObject({ isSent: true });
    await send(channel, { sentCount: 1 });
    await send(channel, { isOver: true });
    expect(mails.map(({ message }) => message.subject)).toEqual([
      "A shopper has an age-restricted item (Corner Shop)",
      "Reminder: A shopper has an age-restricted item (Corner Shop)",
      "Resolved: A shopper has an age-restricted item (Corner Shop)",
    ]);
    expect(mails[0]).toMatchObject({ to: "mila@shop.example" });
    expect(mails[0]!.message.text).toContain("Check their age before they leave");
  });

  it("is not sent to somebody who may not read alerts", async () => {
    const outcome = await makeSend()({ ...channel, userId: "user-gate" });
    expect(outcome.isSent).toBe(false);
    expect(mails).toEqual([]);
  });

  it("that the server does not take has failed", async () => {
    const sendMail = async () => ({ kind: "gave-up", code: "smtp-550" }) as const;
    const outcome = await makeSend({ mailer: { sendMail } })(channel);
    expect(outcome).toEqual({ isSent: false, words: "the mail server did not take it: smtp-550" });
  });
});

describe("a message to a webhook or a broker", () => {
  const webhook = { kind: "webhook", endpointId: "end-1" } as const;

  it("is the event that streams have, and says whether it is a reminder or over", async () => {
    const send = makeSend();
    const states = [{}, { sentCount: 1 }, { isOver: true }];
    for (const state of states) {
      expect(await send(webhook, state)).toMatchObject({ isSent: true });
      expect(await send({ kind: "mqtt" }, state)).toMatchObject({ isSent: true });
    }
    const head = { id: 41, atMs: 5, visitId: "7" };
    const { alertKey, kind, message } = NOTICE;
    const bodies = states.map((state) => {
      const data = { alertKey, kind, message, isOver: false, sentCount: 0, ...state };
      expect(Check(PUBLIC_EVENT_SCHEMAS["alert.raised"], data)).toBe(true);
      return data;
    });
    expect(posted.map(({ body }) => JSON.parse(body))).toEqual(
      bodies.map((data) => ({ ...head, type: "alert.raised", data })),
    );
    expect(posted.map(({ eventId }) => eventId)).toEqual(["41-0", "41-1", "41-over"]);
    expect(published.map(([topic, payload]) => [topic, JSON.parse(payload)])).toEqual(
      bodies.map((data) => ["saunter/alerts/age-check", { ...head, ...data }]),
    );
  });

  it("has failed where the webhook is removed or disabled", async () => {
    const send = makeSend();
    expect(await send({ kind: "webhook", endpointId: "gone" })).toMatchObject({ isSent: false });
    const endpoint = { endpointId: "end-1", url: "https://one.example/", secretSource: "file" };
    await fixture.store.transact((tx) => {
      registerEndpoints(tx, [{ ...endpoint, eventTypes: [] }], 0);
    });
    expect(await send(webhook)).toMatchObject({ isSent: true });
    await fixture.store.transact((tx) => void disableEndpoint(tx, "end-1"));
    expect(await send(webhook)).toEqual({ isSent: false, words: "this webhook is disabled" });
    expect(posted).toHaveLength(1);
  });

  it("has failed where there is no broker, or it is away", async () => {
    expect(await makeSend({ mqtt: null })({ kind: "mqtt" })).toMatchObject({ isSent: false });
    const mqtt = { topic: "a", publish: () => false };
    expect(await makeSend({ mqtt })({ kind: "mqtt" })).toMatchObject({ isSent: false });
  });
});

it("a shop has the ways for which it has a server", () => {
  const mqtt = { topic: "a", publish: () => true };
  expect(listChannels({ mailer: null, mqtt: null })).toEqual(["push", "webhook"]);
  const sendMail = async () => ({ kind: "sent" }) as const;
  expect(listChannels({ mailer: { sendMail }, mqtt })).toEqual(["push", "webhook", "mail", "mqtt"]);
});
