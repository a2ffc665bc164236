import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fastify from "fastify";
import { afterAll, describe, expect, it } from "vitest";
import { makePng, SVG } from "../brand/logo-fixture.ts";
import { makeAccent } from "../brand/make-accent.ts";
import { readLogo } from "../config/read-logo.ts";
import { NO_BRAND } from "../config/shop-brand.ts";
import { addScreens } from "./screens.ts";

const folder = mkdtempSync(join(tmpdir(), "saunter-pages-"));
for (const name of ["main", "display", "kiosk", "welcome"]) {
  writeFileSync(join(folder, `${name}.html`), `<title>${name}</title>`);
}
writeFileSync(join(folder, "sw.js"), "// works");
mkdirSync(join(folder, "assets"));
writeFileSync(join(folder, "assets", "a-1.js"), "// asset");
afterAll(() => rmSync(folder, { recursive: true }));

async function open(kind: "simulator" | "stripe", isDemonstration = false, brand = NO_BRAND) {
  const app = fastify();
  await addScreens(
    app,
    { console: folder, shopper: folder },
    {
      name: "Corner Shop",
      hasStripeField: kind === "stripe",
      isDemonstration,
      findBrand: () => brand,
    },
  );
  const ask = async (url: string) => {
    const { statusCode, headers, body } = await app.inject(url);
    return { status: statusCode, body, policy: String(headers["content-security-policy"]) };
  };
  return { app, ask };
}

describe("pages", () => {
  it("are the same at all addresses below theirs, but for files beside them", async () => {
    const { ask } = await open("simulator");
    expect((await ask("/shop/")).body).toContain("main");
    expect((await ask("/shop/r/abc")).body).toContain("main");
    expect((await ask("/display/")).body).toContain("display");
    expect((await ask("/shop/sw.js")).body).toBe("// works");
    expect((await ask("/shop/none.js")).body).toContain("main");
  });

  it("have files alone below assets: an address that leads out of there, or has other signs, is not found", async () => {
    const { app } = await open("simulator");
    await app.listen({ host: "127.0.0.1", port: 0 });
    const { port } = app.server.address() as AddressInfo;
    // As it stands: what makes an address of a text takes `..` out of it.
    const ask = (path: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const sent = request({ port, path }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        sent.on("error", reject).end();
      });
    expect(await ask("/console/assets/a-1.js")).toBe(200);
    const paths = [
      "../x",
      "..%2fmain.html",
      "./a-1.js",
      "/a-1.js",
      "%00",
      "",
      ".env",
      "a/../a-1.js",
    ];
    for (const path of [...paths, "..", "a%5c..%5cb"]) {
      expect([path, await ask(`/console/assets/${path}`)]).toEqual([path, 404]);
    }
    await app.close();
  });

  it("are kept by phones under the shop's name", async () => {
    const { app } = await open("simulator");
    const { headers, body } = await app.inject("/shop/manifest.webmanifest");
    expect(headers["content-type"]).toContain("application/manifest+json");
    expect(JSON.parse(body)).toMatchObject({
      name: "Corner Shop",
      start_url: "/shop/",
      display: "standalone",
      icons: [{ sizes: "192x192" }, { sizes: "512x512" }, { purpose: "maskable" }],
    });
  });

  it("are kept with the shop's colour, and with its logo where that is a square", async () => {
    const iconsOf = async (bytes: Uint8Array) => {
      const logo = readLogo(bytes);
      if (typeof logo === "string") throw new Error(logo);
      const { app } = await open("simulator", false, { colour: "#ffd400", logo });
      const { body } = await app.inject("/shop/manifest.webmanifest");
      const { icons, theme_color: colour } = JSON.parse(body);
      expect(colour).toBe(makeAccent("#ffd400").light);
      return icons.map(({ sizes, type }: { sizes: string; type: string }) => [sizes, type]);
    };
    expect((await iconsOf(SVG))[0]).toEqual(["any", "image/svg+xml"]);
    expect((await iconsOf(makePng({ width: 96, height: 96 })))[0]).toEqual(["96x96", "image/png"]);
    expect((await iconsOf(makePng({ width: 96, height: 32 })))[0]).toEqual([
      "192x192",
      "image/png",
    ]);
  });

  it("are kept by computers of operators under the console's", async () => {
    const { app } = await open("simulator");
    const { body } = await app.inject("/console/manifest.webmanifest");
    expect(JSON.parse(body)).toMatchObject({
      name: "Corner Shop console",
      start_url: "/console/",
      scope: "/console/",
    });
  });

  it("begin with the shoppers', and in a demonstration with a welcome", async () => {
    const real = await open("simulator");
    expect((await real.app.inject("/")).headers.location).toBe("/shop/");
    const { ask } = await open("simulator", true);
    const { body, policy } = await ask("/");
    expect(body).toContain("welcome");
    expect(policy).toContain("default-src 'self';");
    expect((await ask("/shop/")).body).toContain("main");
  });

  it("get everything from the shop itself", async () => {
    const { ask } = await open("simulator");
    for (const url of ["/shop/", "/display/", "/kiosk/", "/console/"]) {
      const { policy } = await ask(url);
      expect(policy).toContain("default-src 'self';");
      expect(policy).toContain("; object-src 'none'; base-uri 'none'; frame-ancestors 'none'");
      expect(policy).not.toMatch(/https?:/);
    }
  });

  it("on which a card is given have the provider's field, and no others do", async () => {
    const { ask } = await open("stripe");
    const { policy } = await ask("/shop/join");
    expect(policy).toContain("script-src 'self' https://js.stripe.com;");
    expect(policy).toContain("frame-src https://js.stripe.com https://hooks.stripe.com");
    for (const url of ["/display/", "/kiosk/", "/console/"]) {
      expect((await ask(url)).policy).not.toContain("stripe");
    }
  });
});
