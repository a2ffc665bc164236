import { describe, expect, it } from "vitest";
import type { DeviceConfig } from "../../config/sensors-config.ts";
import { listAlerts, openTestShop } from "../../domain/shop-fixture.ts";
import { type Fault, writeUnitAlerts } from "./watch-units.ts";

const makeDevice = (deviceId: string, gondola: number, gramsPerUnit: number): DeviceConfig => ({
  deviceId,
  gondola,
  calibrationId: null,
  transport: { kind: "mqtt" },
  wiring: null,
  unit: "counts",
  channels: [null, { shelf: 2, plate: 1, zero: 84_000, gramsPerUnit }],
});

const DEVICES = [makeDevice("shelf-1", 1, 1), makeDevice("shelf-2", 2, 0.0023)];

async function word(fault: Fault): Promise<string> {
  const test = openTestShop();
  await test.store.transact((tx) => writeUnitAlerts(tx, [fault], DEVICES));
  const { message } = test.store.db.prepare("SELECT message FROM alerts").get()!;
  await test.close();
  return message as string;
}

const readPlates = (gondola: number, readsAs: number): Fault => ({
  code: "plates-unit",
  message: "It reads kilograms.",
  plates: { gondolas: [gondola], readsAs },
});

describe("an alert of wrong units", () => {
  it.each([
    [1, 1 / 1000, "controller shelf-1: `unit: kg`"],
    [1, 1 / 453.6, "controller shelf-1: `unit: lb`"],
    [1, 1 / 28.3, "controller shelf-1: `unit: oz`"],
    [1, 10, "controller shelf-1: `gramsPerCount: 0.1`"],
    [2, 1 / 1000, "controller shelf-2: `gramsPerCount: 2.3`"],
  ])("of gondola %i that reads %d for a gram says what to set: %s", async (gondola, as, words) => {
    const message = await word(readPlates(gondola, as));
    expect(message).toBe(`It reads kilograms. Keys of \`source.devices\`, \`channels\`: ${words}.`);
  });

  it("of a plate that is upside down names its channel, and the scale that corrects it", async () => {
    const sign = { code: "plates-sign", message: "It is upside down.", shelf: 2 } as const;
    expect(await word({ ...sign, gondola: 2, plates: [1] })).toBe(
      "It is upside down. Keys of `source.devices`, `channels`: controller shelf-2, channel 2: `unit: counts, zero: 84000, gramsPerCount: -0.0023`.",
    );
    expect(await word({ ...sign, gondola: 2, plates: [4] })).toBe("It is upside down.");
  });

  it("of facings that are swapped names the channels of both", async () => {
    const swap = { code: "plates-swapped", message: "They are swapped.", gondola: 2 } as const;
    const fault: Fault = {
      ...swap,
      shelf: 2,
      plates: [1],
      other: { shelf: 3, plates: [1, 2] },
    };
    expect(await word(fault)).toBe(
      "They are swapped. Keys of `source.devices`, `channels`: controller shelf-2, channel 2 (now `shelf: 2, plates: 1`).",
    );
    expect(await word({ ...fault, other: { shelf: 2, plates: [1] }, plates: [9] })).toBe(
      "They are swapped. Keys of `source.devices`, `channels`: controller shelf-2, channel 2 (now `shelf: 2, plates: 1`).",
    );
  });

  it("of facings that may be swapped names them, and their channels", async () => {
    const fault: Fault = {
      ...{ code: "swap-suspected", message: "They may be swapped.", gondola: 2 },
      ...{ shelf: 2, plates: [1], other: { shelf: 3, plates: [1, 2] } },
    };
    expect(await word(fault)).toBe(
      "They may be swapped. Keys of `source.devices`, `channels`: controller shelf-2, channel 2 (now `shelf: 2, plates: 1`).",
    );
  });

  it("of a board's wiring leads to its cells", async () => {
    const board = {
      code: "board-wiring",
      message: "It is mirrored.",
      gondola: 1,
      shelf: 2,
    } as const;
    expect(await word({ ...board, plates: [1, 2] })).toContain("`boards`, `cells`");
  });

  it.each([
    ["catalogue-unit", "`weightG`"],
    ["joints-unit", "has no key for it"],
    ["places-unit", "`fixtures`"],
  ] as const)("of %s says %s", async (code, words) => {
    expect(await word({ code, message: "It is wrong." })).toContain(words);
  });

  it("is raised once, and cleared when it is not so any more", async () => {
    const test = openTestShop();
    const write = (...faults: Fault[]) =>
      test.store.transact((tx) => writeUnitAlerts(tx, faults, DEVICES));
    await write(readPlates(1, 0.001));
    await write(readPlates(1, 0.001), { code: "catalogue-unit", message: "Ounces." });
    expect(listAlerts(test)).toEqual(["wrong-units:catalogue-unit", "wrong-units:plates:1"]);
    await write();
    expect(listAlerts(test)).toEqual([]);
    await test.close();
  });
});
