/** docs/kits.md: its configurations load, and its figures are the engine's. */
import { readFileSync } from "node:fs";
import { DEFAULT_BOARDS } from "@saunter/engine/parameters/boards";
import { DEFAULT_CHANGES } from "@saunter/engine/parameters/changes";
import { findCentre } from "@saunter/engine/sensing/boards";
import { planFirmware, type Wiring } from "@saunter/protocol/devices/firmware/firmware-plan";
import { loadConfig } from "@saunter/shop/config/load-config";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const page = readFileSync(new URL("../docs/kits.md", import.meta.url), "utf8");
const EXAMPLE = readFileSync(new URL("../examples/shop.yaml", import.meta.url), "utf8");
const takeSection = (name: string): string =>
  new RegExp(`^${name}:\n(?: {2}.*\n)+`, "m").exec(EXAMPLE)![0];
const kits = [...page.matchAll(/^## (Kit \d)[^#]*?```yaml\n([^`]*)```/gms)].map(
  ([, name, text]) => [name!, text!] as const,
);
const REST = `shop:
  { id: corner, name: Corner, address: [1 Street], legalName: Corner, timeZone: Europe/London, locale: en-GB, currency: GBP }
tax: { jurisdiction: UK }
payment: { gateway: { kind: none } }
${takeSection("floor")}
${takeSection("catalogue")}`;

describe("docs/kits.md", () => {
  it("has three kits", () => {
    expect(kits.map(([name]) => name)).toEqual(["Kit 1", "Kit 2", "Kit 3"]);
  });

  it.each(kits)(
    "has a configuration of %s that loads, whose firmware bridges a minute",
    (_, text) => {
      const loaded = loadConfig("shop.yaml", {}, () => ({ ok: true, text: text + REST }));
      expect(loaded.ok ? loaded.warnings : loaded.problems).toEqual([]);
      const wiring: Wiring =
        loaded.ok && loaded.config.source.kind === "sensors"
          ? loaded.config.source.devices[0]!.wiring!
          : expect.fail("no sensors");
      const planned = planFirmware({ deviceId: "shelf-1", prefix: "saunter", wiring });
      expect(planned).toMatchObject({ ok: true, plan: { warnings: [] } });
      const faster = { ...wiring, samplesPerSecond: 80 } as Wiring;
      const atMost = planFirmware({ deviceId: "shelf-1", prefix: "saunter", wiring: faster });
      const outageSeconds = atMost.ok ? atMost.plan.outageSeconds : 0;
      if (wiring.kind === "nau7802")
        expect(page).toContain(`an outage of\n${outageSeconds} s, at 40`);
    },
  );

  it("draws the pins and ports of its configurations, and the colours of its table", () => {
    const draw = (name: string): string =>
      readFileSync(new URL(`../docs/images/scale-kit-${name}.svg`, import.meta.url), "utf8");
    const wiringOf = (at: number) => parse(kits[at]![1]).source.devices[0].wiring;
    const plates = draw("plates");
    const pins = wiringOf(0).cells.flatMap(({ dout, sck }: Record<string, number>) => [dout, sck]);
    expect([...plates.matchAll(/>GPIO(\d+)</g)].map(([, pin]) => Number(pin))).toEqual(pins);
    const bus = draw("multiplexer");
    const { cells, scl, sda } = wiringOf(2);
    expect(bus).toContain(`GPIO${sda} as SDA and GPIO${scl} as SCL`);
    for (const { multiplexer, port } of cells) {
      expect(bus).toContain(`0x${multiplexer.toString(16)}`);
      expect(bus).toContain(`>SD${port}<`);
    }
    const wires = [...page.matchAll(/^\| \w+ [+−] \| (\w+) \| ([EA][+−]) \|$/gm)];
    expect(wires.length).toBe(4);
    for (const [, colour, to] of wires) {
      expect(plates).toContain(`${colour} to ${to!.replace("−", "-")}`);
    }
  });

  it("has the board of kit 2, and the engine's errors of places on it", () => {
    const { cells } = parse(kits[1]![1]).fixtures[0].boards[0];
    const rows = [...page.matchAll(/^\| (\d+) g \| (\d+) mm \| (\d+) mm \|$/gm)];
    expect(rows.length).toBe(4);
    for (const [, grams, ...errors] of rows) {
      const found = [0.1, 0.5].map((alongM) => {
        const share = (alongM - 0.05) / 0.9;
        const changesG = [1 - share, 1 - share, share, share].map(
          (one) => (Number(grams) * one) / 2,
        );
        const { errorM } = findCentre({ cells }, changesG, [1, 1, 1, 1], DEFAULT_BOARDS);
        return String(Math.round(1000 * errorM));
      });
      expect([grams, ...errors]).toEqual([grams, ...found]);
    }
  });

  it("has the engine's smallest step, and the accuracy that was measured", () => {
    expect(page).toContain(`${DEFAULT_CHANGES.changeGMin} g: smaller steps`);
    const accuracy = readFileSync(
      new URL("../docs/reference/accuracy.md", import.meta.url),
      "utf8",
    );
    const row = /\| hobby-amplifiers \| shipped \|.*?\((.*?)\).*?\((.*?)\).*?\((.*?)\)/.exec(
      accuracy,
    )!;
    const [exact, flagged, wrong] = row.slice(1);
    const told = page.replaceAll("\n", " ");
    expect(told).toContain(
      `${exact} of everyday receipts were exact, ${flagged} went to review, and ${wrong} of those accepted were wrong`,
    );
  });
});
