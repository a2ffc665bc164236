import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { createHttpFixture, type HttpFixture } from "../../http/http-fixture.ts";
import { createGuardedFetch, type Fetch } from "../../network/guarded-fetch.ts";
import { auditUsers } from "../../people/audited-users.ts";
import { addPushDevice } from "../../people/push-devices.ts";
import type { AlertNotice } from "../../publish/alert-notices.ts";
import type { AlertRule, RuleChannel } from "../../publish/alert-rules.ts";
import { makeVapidKeys } from "../../publish/web-push.ts";
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
let published: [topic: string, payload: string][];
beforeEach(async () => {
  fixture = await createHttpFixture();
  mails = [];
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
      sendOnce: async (endpointId, { body }) =>
        endpointId === "end-1" ? { isAccepted: JSON.parse(body).id === 41, words: "200" } : null,
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

  it("fails where one device's service is away, and forgets a device that is gone", async () => {
    let isAway = true;
    const answer = (path: string): number => (path === "/gone" ? 410 : isAway ? 503 : 201);
    const { taken, fetch } = await startPushService(answer);
    const send = makeSend({ fetch });
    await addDevice("gone", makeBrowser().keys, "user-operator");
    await addDevice("phone", makeBrowser().keys, "user-operator");
    const channel = { kind: "push", role: "operator" } as const;
    expect(await send(channel)).toEqual({ isSent: false, words: "phone: 503" });
    isAway = false;
    expect(await send(channel)).toMatchObject({ isSent: true });
    expect(taken.map(({ path }) => path).sort()).toEqual(["/gone", "/phone", "/phone"]);
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
  it("is the event that streams have", async () => {
    const send = makeSend();
    expect(await send({ kind: "webhook", endpointId: "end-1" })).toMatchObject({ isSent: true });
    expect(await send({ kind: "webhook", endpointId: "gone" })).toMatchObject({ isSent: false });
    expect(await send({ kind: "mqtt" })).toMatchObject({ isSent: true });
    expect(published).toEqual([
      [
        "saunter/alerts/age-check",
        JSON.stringify({
          ...{ id: 41, atMs: 5, visitId: "7", alertKey: "age:7", kind: "age-check" },
          message: NOTICE.message,
        }),
      ],
    ]);
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
