import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SHIPPED_FORMATS } from "@saunter/ingest/scales/shipped-files";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadCartConfig, makeCartConfig } from "./cart-config.ts";

const folder = mkdtempSync(join(tmpdir(), "cart-config-"));
const page = readFileSync(
  new URL("../../../../docs/reference/smart-cart.md", import.meta.url),
  "utf8",
);
const examples = [...page.matchAll(/```yaml\n(cart:.*?)```/gs)].map(([, text]) => text!);

beforeAll(() => {
  writeFileSync(join(folder, "shop.key"), "the-key-of-the-cart\n");
  writeFileSync(join(folder, "pairing.key"), "0123456789abcdef\n");
  writeFileSync(join(folder, "broker.password"), "of the broker\n");
  writeFileSync(join(folder, "ca.crt"), "a certificate\n");
  writeFileSync(join(folder, "empty.key"), "\n");
});

function load(text: string) {
  const path = join(folder, "cart.yaml");
  writeFileSync(path, text);
  return loadCartConfig(path);
}

type Settings = { readonly cart: object };

function listProblems(change: (settings: Settings) => void): readonly string[] {
  const settings = parse(examples[0]!);
  change(settings);
  const made = makeCartConfig(settings, folder);
  return made.ok ? [] : made.problems;
}

describe("a cart's configuration", () => {
  it("has two examples in the reference, and both are right", () => {
    expect(examples).toHaveLength(2);
    expect(examples.map(load)).toMatchObject([
      {
        ok: true,
        config: {
          cartId: "cart-07",
          dataFolder: "/var/lib/saunter-cart",
          shop: { url: "https://shop.example", key: "the-key-of-the-cart" },
          screen: { host: "0.0.0.0", pairingKey: "0123456789abcdef" },
          trays: [
            { source: { kind: "packed" }, calibration: { zero: 84_210, gramsPerUnit: 0.0213 } },
          ],
          batteryFolder: "/sys/class/power_supply/BAT0",
        },
      },
      {
        ok: true,
        config: {
          dataFolder: join(folder, "cart-data"),
          screen: { host: "127.0.0.1", port: 8090, pairingKey: null },
          ...{ capacityG: 15_000, lanes: { "beacon-17": "1" } },
          trays: [
            { source: { kind: "serial" }, role: "goods" },
            {
              source: {
                user: "cart-08",
                password: "of the broker",
                caFile: join(folder, "ca.crt"),
              },
              ...{ channel: 1, role: "goods" },
            },
            { source: { kind: "packed" }, role: "child-seat" },
          ],
        },
      },
    ]);
  });

  const source = (more: object) => (all: Settings) =>
    Object.assign(all, { trays: [{ source: more }] });
  const mqtt = (more: object) =>
    source({ kind: "mqtt", url: "mqtts://broker", deviceId: "scale", ...more });
  const line = { kind: "serial", address: "/dev/ttyUSB0", protocol: "and-standard" };

  it.each<[string, (settings: Settings) => void, RegExp]>([
    ["an unknown key", (all) => Object.assign(all, { scale: 1 }), /additional|scale/i],
    ["another id", (all) => Object.assign(all, { cart: { id: "two words" } }), /cart\.id/],
    [
      "a screen that everybody reaches without a key",
      (all) => Object.assign(all, { screen: { host: "0.0.0.0" } }),
      /screen\.pairingKeyFile/,
    ],
    [
      "a key that is not there",
      (all) => Object.assign(all, { shop: { url: "http://shop", keyFile: "none.key" } }),
      /shop\.keyFile: none\.key: there is no such file/,
    ],
    [
      "a key that is empty",
      (all) => Object.assign(all, { shop: { url: "http://shop", keyFile: "empty.key" } }),
      /shop\.keyFile: empty\.key: it is empty/,
    ],
    [
      "a shop of another kind",
      (all) => Object.assign(all, { shop: { url: "ftp://shop", keyFile: "shop.key" } }),
      /shop\.url/,
    ],
    [
      "a pairing key that is short",
      (all) => Object.assign(all, { screen: { pairingKeyFile: "broker.password" } }),
      /screen\.pairingKeyFile: a key has 16 characters at least/,
    ],
    [
      "a port that is none",
      (all) => Object.assign(all, { scanner: { address: "ttyUSB0" } }),
      /scanner\.address/,
    ],
    [
      "a division of nothing",
      (all) => Object.assign(all.cart, { divisionG: 0 }),
      /cart\.divisionG/,
    ],
    [
      "a capacity that no scale of class III has",
      (all) => Object.assign(all.cart, { capacityG: 900_000 }),
      /cart\.capacityG: a scale that may price goods has a capacity of 500/,
    ],
    [
      "a division that no scale has",
      (all) => Object.assign(all.cart, { capacityG: 15_000, divisionG: 3 }),
      /cart\.capacityG: a scale that may price goods has a division of 1, 2 or 5/,
    ],
    ["no tray", (all) => Object.assign(all, { trays: [] }), /trays: one of them at least/],
    [
      "a child seat alone",
      (all) => Object.assign(all, { trays: [{ source: line, role: "child-seat" }] }),
      /trays: one of them at least is for goods/,
    ],
    [
      "five trays",
      (all) => Object.assign(all, { trays: Array.from({ length: 5 }, () => ({ source: line })) }),
      /trays/,
    ],
    [
      "a channel that is not there",
      (all) => Object.assign(all, { trays: [{ source: line, channel: 2, channelCount: 2 }] }),
      /trays\.0\.channel: it is below channelCount/,
    ],
    [
      "grams of nothing",
      (all) => Object.assign(all, { trays: [{ source: line, gramsPerUnit: 0 }] }),
      /trays\.0\.gramsPerUnit/,
    ],
    ["another kind of source", source({ kind: "modbus" }), /trays\.0\.source/],
    [
      "a line format that nobody knows",
      source({ ...line, protocol: "none" }),
      /trays\.0\.source\.protocol: no line format is called none/,
    ],
    [
      "a file that is no line format",
      source({ ...line, protocol: "ca.crt" }),
      /trays\.0\.source\.protocol: ca\.crt/,
    ],
    ["a password without a name", mqtt({ passwordFile: "broker.password" }), /source\.user/],
    [
      "a certificate without its key",
      mqtt({ certFile: "ca.crt" }),
      /certFile: it goes with keyFile/,
    ],
    [
      "a certificate and no TLS",
      mqtt({ url: "mqtt://broker", certFile: "ca.crt", keyFile: "ca.crt" }),
      /source\.url: certificates need mqtts/,
    ],
    ["an authority that is not there", mqtt({ caFile: "none.crt" }), /source\.caFile: none\.crt/],
    [
      "a lane that is none",
      (all) => Object.assign(all, { lanes: { beacon: "two words" } }),
      /lanes/,
    ],
  ])("with %s says what is wrong", (_, change, expected) => {
    expect(listProblems(change).join("\n")).toMatch(expected);
  });

  it("with mistakes in several places says all of them", () => {
    const problems = listProblems((all) => {
      Object.assign(all.cart, { capacityG: 900_000 });
      Object.assign(all, {
        shop: { url: "http://shop", keyFile: "none.key" },
        scanner: { address: "ttyUSB0" },
        trays: [{ source: line, channel: 1, gramsPerUnit: 0 }],
      });
    });
    expect(problems).toHaveLength(5);
  });

  it("knows each line format that is shipped", () => {
    for (const protocol of SHIPPED_FORMATS) {
      expect(listProblems(source({ ...line, protocol }))).toEqual([]);
    }
  });

  it("that is no YAML, or is not there, says so", () => {
    expect(load("cart: [")).toMatchObject({ ok: false });
    expect(loadCartConfig(join(folder, "another.yaml"))).toMatchObject({
      problems: ["there is no such file"],
    });
  });
});
