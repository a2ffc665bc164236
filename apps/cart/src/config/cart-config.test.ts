import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadCartConfig, makeCartConfig } from "./cart-config.ts";

const folder = mkdtempSync(join(tmpdir(), "cart-config-"));
const page = readFileSync(
  new URL("../../../../docs/reference/smart-cart.md", import.meta.url),
  "utf8",
);
const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text!);

beforeAll(() => {
  writeFileSync(join(folder, "shop.key"), "the-key-of-the-cart\n");
  writeFileSync(join(folder, "pairing.key"), "0123456789abcdef\n");
});

function load(text: string) {
  const path = join(folder, "cart.yaml");
  writeFileSync(path, text);
  return loadCartConfig(path);
}

function listProblems(change: (settings: Record<string, never>) => void): readonly string[] {
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
          trays: [{ source: { kind: "serial" } }, { source: { kind: "mqtt" }, channel: 1 }],
        },
      },
    ]);
  });

  it.each<[string, (settings: Record<string, never>) => void, RegExp]>([
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
      /none\.key: there is no such file/,
    ],
    [
      "a port that is none",
      (all) => Object.assign(all, { scanner: { address: "ttyUSB0" } }),
      /scanner\.address/,
    ],
  ])("with %s says what is wrong", (_, change, expected) => {
    expect(listProblems(change).join("\n")).toMatch(expected);
  });

  it("that is no YAML, or is not there, says so", () => {
    expect(load("cart: [")).toMatchObject({ ok: false });
    expect(loadCartConfig(join(folder, "another.yaml"))).toMatchObject({
      problems: ["there is no such file"],
    });
  });
});
