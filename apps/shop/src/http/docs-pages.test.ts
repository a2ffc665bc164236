import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import fastifyStatic from "@fastify/static";
import fastify, { type InjectOptions } from "fastify";
import { afterAll, describe, expect, it } from "vitest";
import { addDocs } from "./docs-pages.ts";

const above = mkdtempSync(join(tmpdir(), "saunter-docs-"));
const folder = join(above, "site");
afterAll(() => rmSync(above, { recursive: true }));

const FILES: Readonly<Record<string, string>> = {
  "../secret.html": "secret",
  "../secret.json": "secret",
  ".hidden.html": "hidden",
  ".git/config.json": "hidden",
  "404.html": "no such page",
  "index.html": "by reader",
  "start.html": "first steps",
  "reference/cli.html": "command line",
  "screens/index.html": "all screens",
  "assets/app.D5YdZY7O.js": "let app;",
  "assets/style.Coacn_-N.css": "body {}",
  "assets/chunks/@localSearchIndexroot.BvZUrP5N.js": "let words;",
  "assets/figtree.DCwSJGxG.woff2": "font",
  "assets/floor.CcN5-y_3.webp": "picture",
  "assets/visit.CGF3J_L1.svg": "<svg/>",
  "notes.txt": "no part of a site",
};

function build(): void {
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  writeFileSync(join(folder, "start.html.br"), brotliCompressSync(FILES["start.html"]!));
}

async function open(site: string) {
  const app = fastify();
  await app.register(fastifyStatic, { root: above, serve: false });
  addDocs(app, site);
  const ask = (url: string, more: InjectOptions = {}) => app.inject({ url, ...more });
  /** Sends an address as it is written, which neither browsers nor `inject` do. */
  const askRaw = async (path: string) => {
    await app.listen({ port: 0, host: "127.0.0.1" });
    const { port } = app.server.address() as AddressInfo;
    const [answer] = await once(get({ port, path, host: "127.0.0.1" }), "response");
    const body = await text(answer);
    await app.close();
    return { status: answer.statusCode, body };
  };
  return { ask, askRaw };
}

describe("documentation", () => {
  build();

  it.each([
    ["/docs/", "by reader", "text/html; charset=utf-8"],
    ["/docs/start", "first steps", "text/html; charset=utf-8"],
    ["/docs/start.html", "first steps", "text/html; charset=utf-8"],
    ["/docs/start?from=readme", "first steps", "text/html; charset=utf-8"],
    ["/docs/reference/cli", "command line", "text/html; charset=utf-8"],
    ["/docs/screens/", "all screens", "text/html; charset=utf-8"],
    ["/docs/assets/app.D5YdZY7O.js", "let app;", "text/javascript; charset=utf-8"],
    [
      "/docs/assets/chunks/@localSearchIndexroot.BvZUrP5N.js",
      ...["let words;", "text/javascript; charset=utf-8"],
    ],
    ["/docs/assets/style.Coacn_-N.css", "body {}", "text/css; charset=utf-8"],
    ["/docs/assets/figtree.DCwSJGxG.woff2", "font", "font/woff2"],
    ["/docs/assets/floor.CcN5-y_3.webp", "picture", "image/webp"],
    ["/docs/assets/visit.CGF3J_L1.svg", "<svg/>", "image/svg+xml"],
  ])("is at %s", async (url, body, type) => {
    const { ask } = await open(folder);
    const answer = await ask(url!);
    expect([answer.statusCode, answer.body]).toEqual([200, body]);
    expect(answer.headers["content-type"]).toBe(type);
  });

  it("begins at /docs, too", async () => {
    const { ask } = await open(folder);
    const { statusCode, headers } = await ask("/docs");
    expect([statusCode, headers.location]).toEqual([308, "/docs/"]);
  });

  it("runs scripts of the shop's own files alone, on every page", async () => {
    const { ask } = await open(folder);
    for (const url of [
      "/docs/",
      "/docs/start",
      "/docs/nowhere",
      "/docs/assets/visit.CGF3J_L1.svg",
    ]) {
      const policy = String((await ask(url)).headers["content-security-policy"]);
      expect(policy).toContain("default-src 'self'; script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe|https?:/);
    }
  });

  it("is kept by browsers where a name has a digest, and requested again elsewhere", async () => {
    const { ask } = await open(folder);
    const asset = await ask("/docs/assets/app.D5YdZY7O.js");
    expect(asset.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    const page = await ask("/docs/start");
    expect(page.headers["cache-control"]).toBe("no-cache");
    const again = await ask("/docs/start", { headers: { "if-none-match": page.headers.etag! } });
    expect([again.statusCode, again.body]).toEqual([304, ""]);
  });

  it("is sent as it was compressed when it was built, to whoever can read that", async () => {
    const { ask } = await open(folder);
    const { headers, rawPayload } = await ask("/docs/start", {
      headers: { "accept-encoding": "gzip, br" },
    });
    expect(headers).toMatchObject({
      "content-encoding": "br",
      vary: "accept-encoding",
      "content-type": "text/html; charset=utf-8",
    });
    expect(brotliDecompressSync(rawPayload).toString()).toBe("first steps");
    const plain = await ask("/docs/start", { headers: { "accept-encoding": "gzip" } });
    expect([plain.headers["content-encoding"], plain.body]).toEqual([undefined, "first steps"]);
  });

  it.each([
    ...["/docs/nowhere", "/docs/reference", "/docs/reference/", "/docs/assets", "/docs/assets/"],
    ...["/docs/notes.txt", "/docs/start.html.br", "/docs/.hidden", "/docs/.hidden.html"],
    ...["/docs/.git/config.json", "/docs//start", "/docs/./start", "/docs/start/"],
    ...[
      "/docs/../secret.html",
      "/docs/..%2fsecret.html",
      "/docs/%2e%2e/secret",
      "/docs/%2e%2e%2fsecret",
    ],
    ...["/docs/reference/..%2f..%2fsecret.json", "/docs/..%5csecret.html", "/docs/%2fetc%2fpasswd"],
    ...["/docs/start%00.html", "/docs/%252e%252e/secret"],
  ])("has nothing at %s", async (path) => {
    const { askRaw } = await open(folder);
    expect(await askRaw(path)).toEqual({ status: 404, body: "no such page" });
  });

  it("has a page for addresses that are none", async () => {
    const { ask } = await open(folder);
    const { statusCode, body } = await ask("/docs/nowhere");
    expect([statusCode, body]).toEqual([404, "no such page"]);
  });
});

describe("documentation that is not built", () => {
  it("says at every address how it is built", async () => {
    const { ask } = await open(join(above, "nowhere"));
    for (const url of ["/docs/", "/docs/start", "/docs/assets/app.js"]) {
      const { statusCode, headers, body } = await ask(url);
      expect(statusCode).toBe(404);
      expect(body).toContain("npm run docs");
      expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    }
    const { headers } = await ask("/docs/");
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
  });

  it("is there as soon as it has been built", async () => {
    const later = join(above, "later");
    const { ask } = await open(later);
    expect((await ask("/docs/")).statusCode).toBe(404);
    mkdirSync(later);
    writeFileSync(join(later, "index.html"), "by reader");
    expect((await ask("/docs/")).body).toBe("by reader");
  });
});
