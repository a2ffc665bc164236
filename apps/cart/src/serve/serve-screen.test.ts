/** Attacks on the screen's address, and tablets that are slow, many or gone. */
import { mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { request as sendRequest } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  act,
  CartTest,
  KEY,
  makeCartFolder,
  makeConfig,
  OATS,
  readState,
  scan,
  withShop,
} from "../cart-fixture.ts";
import { REQUEST_BYTES_MAX, SCREENS_MAX } from "../cart-limits.ts";

const test = new CartTest();
afterEach(() => test.end());

const STATES = 800;
const PAIRING_KEY = "a key of sixteen characters";

/** A request as a browser never sends one: its path and headers go as they are. */
async function sendRaw(
  url: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = sendRequest({ port, host: "127.0.0.1", path, headers }, async (response) => {
      let text = "";
      for await (const piece of response.setEncoding("utf8")) text += piece;
      resolve({ status: response.statusCode!, text });
    });
    request.on("error", reject);
    request.end();
  });
}

function makeFiles(): string {
  const root = makeCartFolder();
  const files = join(root, "dist");
  mkdirSync(join(files, "assets"), { recursive: true });
  writeFileSync(join(root, "secret.key"), "the secret");
  writeFileSync(join(files, "cart.html"), "<!doctype html><title>Cart</title>");
  writeFileSync(join(files, "assets", "cart.js"), "export {};");
  symlinkSync(join(root, "secret.key"), join(files, "link.txt"));
  return files;
}

/** Reads what is sent until it ends or so much has come. */
async function readStream(url: string, charsMax = 1): Promise<string> {
  const response = await fetch(url);
  const reader = response.body!.getReader();
  let text = "";
  try {
    while (text.length < charsMax) {
      const { done, value } = await reader.read();
      if (done) break;
      text += Buffer.from(value).toString();
    }
  } catch {
    return `${text} (cut off)`;
  }
  await reader.cancel();
  return text;
}

describe("the screen's address", () => {
  it("serves the files of the screen, and no others, whatever the path", async () => {
    const { url } = await test.start(makeConfig(makeCartFolder()), { files: makeFiles() });
    expect(await sendRaw(url, "/")).toMatchObject({ status: 200, text: /Cart/ });
    for (const path of ["/assets/cart.js", "/shop/assets/cart.js"]) {
      const { headers, status } = await fetch(`${url.slice(0, -1)}${path}`);
      expect([status, headers.get("content-type")]).toEqual([
        200,
        expect.stringMatching(/javascript/),
      ]);
      const known = { "if-none-match": headers.get("etag")! };
      expect((await fetch(`${url.slice(0, -1)}${path}`, { headers: known })).status).toBe(304);
    }
    for (const path of [
      "/../secret.key",
      "/assets/../../secret.key",
      "/%2e%2e/secret.key",
      "/..%2fsecret.key",
      "/shop/..%5c..%5csecret.key",
      "/shop/../../secret.key",
      "//secret.key",
      "/assets//etc/passwd",
      "/assets",
      "/link.txt",
      "/%00",
      "http://[",
      "*",
    ]) {
      const { status, text } = await sendRaw(url, path);
      expect([path, status]).toEqual([path, 404]);
      expect(text).not.toContain("secret");
    }
  });

  it.each([
    ["a name that points here", { host: "evil.example" }, 403],
    ["a page of another address", { origin: "http://evil.example" }, 403],
    ["a page that hides its address", { origin: "null" }, 403],
    ["itself", { origin: "http://127.0.0.1:PORT", host: "127.0.0.1:PORT" }, 200],
  ] as const)("without a key answers %s so", async (_, headers, expected) => {
    const { url } = await test.start(makeConfig(makeCartFolder()));
    const { port } = new URL(url);
    const own = Object.entries(headers).map(([name, value]) => [name, value.replace("PORT", port)]);
    const { status } = await sendRaw(url, "/state", Object.fromEntries(own));
    expect(status).toBe(expected);
  });

  it("lets nobody in by a part of its key, another's cookie, or the key's place", async () => {
    const screen = { host: "127.0.0.1", port: 0, pairingKey: PAIRING_KEY };
    const { url } = await test.start(makeConfig(makeCartFolder(), { screen }));
    for (const [path, headers] of [
      ["/state", {}],
      ["/events", {}],
      ["/catalogue", {}],
      ["/", {}],
      [`/?pair=${encodeURIComponent(PAIRING_KEY.slice(0, -1))}`, {}],
      ["/?pair=&pair=", {}],
      ["/state", { cookie: "saunter_cart=" }],
      ["/state", { cookie: `saunter_cart=${PAIRING_KEY}` }],
      ["/state", { authorization: `Bearer ${PAIRING_KEY}` }],
    ] as const) {
      expect([path, (await sendRaw(url, path, headers)).status]).toEqual([path, 401]);
    }
  });

  it("refuses acts that are too long, of another form or of another kind, and takes the next", async () => {
    const { url } = await test.start(makeConfig(makeCartFolder()));
    const send = async (body: string, type = "application/json") => {
      const headers = { "content-type": type };
      return (await fetch(`${url}acts`, { method: "POST", body, headers })).status;
    };
    const ask = (code: string) => JSON.stringify({ actId: "a", act: { kind: "scan", code } });
    expect(await send(" ".repeat(REQUEST_BYTES_MAX + 1))).toBe(413);
    expect(await send(ask("0").padEnd(REQUEST_BYTES_MAX))).toBe(200);
    expect(await send(ask("0"), "text/plain")).toBe(415);
    for (const body of [
      "[".repeat(10_000),
      '{"__proto__":{"actId":"a"}}',
      ask("x".repeat(501)),
      JSON.stringify({ actId: "a", act: { kind: "set-quantity", lineId: "1", quantity: 1e9 } }),
      JSON.stringify({ actId: "a", act: { kind: "tare", weightG: -500 } }),
      JSON.stringify({ actId: "a", act: { kind: "pay", laneId: null, isPaid: true } }),
    ]) {
      expect([body.slice(0, 60), await send(body)]).toEqual([body.slice(0, 60), 400]);
    }
    expect((await fetch(`${url}acts`, { method: "PUT" })).status).toBe(405);
    expect((await fetch(`${url}state`, { method: "DELETE" })).status).toBe(405);
    expect((await act(url, scan(OATS!))).state.lines).toHaveLength(1);
  });

  it("lets a tablet in though as many as may listen are there: the oldest goes", async () => {
    const { url } = await test.start(makeConfig(makeCartFolder()));
    const first = readStream(`${url}events`, Number.POSITIVE_INFINITY);
    for (let at = 1; at < SCREENS_MAX; at++) {
      const response = await fetch(`${url}events`);
      test.closing.push(() => response.body!.cancel());
    }
    await act(url, scan(OATS!));
    expect(await readStream(`${url}events`)).toContain("event: state");
    expect(await first).toMatch(/event: state.*\(cut off\)/s);
  });

  it("is not held up by a tablet that reads nothing", async () => {
    const { cart, url } = await test.start(makeConfig(makeCartFolder()));
    const { port } = new URL(url);
    const deaf = connect(Number(port), "127.0.0.1");
    test.closing.push(async () => deaf.destroy());
    deaf.pause();
    deaf.write(`GET /events HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`);
    // Far more than a connection takes that nobody reads.
    const items = Array.from({ length: 200 }, (_, at) => ({
      ...{ itemId: `${at}`, gtin: null },
      text: "x".repeat(200),
    }));
    for (let at = 0; at < STATES; at++) {
      const list = [{ itemId: "last", gtin: null, text: `list ${at}` }, ...items.slice(1)];
      await cart.act({ actId: `list-${at}`, act: { kind: "set-list", items: list } });
    }
    let text = "";
    deaf.setEncoding("utf8").on("data", (piece) => {
      text += piece;
    });
    deaf.resume();
    await expect.poll(() => text).toContain(`"text":"list ${STATES - 1}"`);
    expect(text.split("event: state").length).toBeLessThan(STATES / 2);
    expect((await readState(url)).list[0]?.text).toBe(`list ${STATES - 1}`);
  });
});

describe("a cart's secrets", () => {
  it("are in no line that it writes, and its files are its own", async () => {
    const shop = await test.startShop();
    const folder = makeCartFolder();
    const screen = { host: "127.0.0.1", port: 0, pairingKey: PAIRING_KEY };
    const { stop, url } = await test.start({ ...withShop(shop, folder), screen });
    shop.status = 401;
    const paired = await fetch(`${url}?pair=${encodeURIComponent(PAIRING_KEY)}`, {
      redirect: "manual",
    });
    const cookie = paired.headers.get("set-cookie")!.split(";")[0]!;
    const read = async () => (await fetch(`${url}state`, { headers: { cookie } })).text();
    await expect.poll(read).toContain("key-not-accepted");
    const shown = await read();
    for (const secret of [KEY, PAIRING_KEY]) {
      expect(shown).not.toContain(secret);
      expect(test.lines.join()).not.toContain(secret);
    }
    shop.status = 200;
    await expect.poll(read).toContain('"catalogueVersion":"1"');
    await stop();
    expect(statSync(folder).mode & 0o077).toBe(0);
    for (const file of ["cart.journal", "catalogue.json"]) {
      expect([file, statSync(join(folder, file)).mode & 0o077]).toEqual([file, 0]);
    }
  });

  it("go nowhere else, though the shop's address says so, and what is no catalogue is none", async () => {
    const shop = await test.startShop();
    const thief = await test.startShop();
    shop.redirectTo = thief.url;
    const { url } = await test.start(withShop(shop));
    await expect.poll(async () => (await readState(url)).shop.seenMs).not.toBeNull();
    expect(thief.calls).toBe(0);
    shop.redirectTo = null;
    shop.answerWith = { version: "9", products: [{ gtin: "<script>" }] };
    await expect.poll(() => shop.calls).toBeGreaterThan(2);
    expect((await readState(url)).shop.catalogueVersion).toBeNull();
    shop.answerWith = null;
    await expect.poll(async () => (await readState(url)).shop.catalogueVersion).toBe("1");
  });
});
