import { describe, expect, it, onTestFinished } from "vitest";
import { countEvents, openTestShop } from "../domain/shop-fixture.ts";
import {
  createMachineWatch,
  DISK_LOW_BYTES_MAX,
  DISK_LOW_SHARE,
  DISK_ROOM_FACTOR,
  LATE_LOOKS,
  LATE_MS,
  type MachineReading,
} from "./watch-machine.ts";

const GIB = 2 ** 30;

function openMachine(diskBytes = 1000 * GIB) {
  const test = openTestShop();
  onTestFinished(test.close);
  let reading: MachineReading = { diskFreeBytes: diskBytes, diskBytes, lagMs: 0 };
  const start = () => createMachineWatch({ read: () => reading, close: () => {} });
  let watch = start();
  return {
    restart: () => {
      watch = start();
    },
    last: () => watch.last(),
    /** What is open after a look, with what it says. */
    look: async (more: Partial<MachineReading>, times = 1): Promise<string[]> => {
      reading = { ...reading, ...more };
      for (let at = 0; at < times; at++) await test.store.transact((tx) => watch.writeAlerts(tx));
      return test.store.db
        .prepare("SELECT kind, message FROM alerts WHERE cleared_ms IS NULL ORDER BY kind")
        .all()
        .map(({ kind, message }) => `${kind}: ${message}`);
    },
    raised: () => countEvents(test, "AlertRaised"),
  };
}

const DISK = expect.stringMatching(/^disk-low: .*free disk space/);
const PACE = expect.stringMatching(/^process-slow: /);

describe("a disk", () => {
  it("is nearly full below its bound, and has room again well above it", async () => {
    const machine = openMachine();
    const low = DISK_LOW_BYTES_MAX;
    expect(await machine.look({ diskFreeBytes: low })).toEqual([]);
    expect(await machine.look({ diskFreeBytes: low - 1 })).toEqual([DISK]);
    expect(await machine.look({ diskFreeBytes: DISK_ROOM_FACTOR * low - 1 })).toEqual([DISK]);
    expect(await machine.look({ diskFreeBytes: DISK_ROOM_FACTOR * low })).toEqual([]);
    expect(await machine.look({ diskFreeBytes: low })).toEqual([]);
    expect(machine.raised()).toBe(1);
  });

  it("that is small is nearly full below a share of it, and how much is left is said", async () => {
    const machine = openMachine(10 * GIB);
    const low = DISK_LOW_SHARE * 10 * GIB;
    expect(await machine.look({ diskFreeBytes: low })).toEqual([]);
    const [words] = await machine.look({ diskFreeBytes: low / 2 });
    expect(words).toContain("0.5 of 10.0 GiB free");
  });

  it("that got space while no process ran is no longer reported", async () => {
    const machine = openMachine();
    await machine.look({ diskFreeBytes: GIB });
    machine.restart();
    expect(await machine.look({ diskFreeBytes: DISK_LOW_BYTES_MAX })).toEqual([DISK]);
    machine.restart();
    expect(await machine.look({ diskFreeBytes: 2 * DISK_LOW_BYTES_MAX })).toEqual([]);
    expect(machine.raised()).toBe(1);
  });
});

describe("the process's pace", () => {
  it("is reported when it has been late, look after look, for a minute", async () => {
    const machine = openMachine();
    const late = { lagMs: LATE_MS + 1 };
    expect(await machine.look({ lagMs: LATE_MS }, 2 * LATE_LOOKS)).toEqual([]);
    expect(await machine.look(late, LATE_LOOKS - 1)).toEqual([]);
    expect(await machine.look(late)).toEqual([PACE]);
    expect(machine.last().lagMs).toBe(late.lagMs);
  });

  it("is no longer reported when it has kept up for as long", async () => {
    const machine = openMachine();
    const late = { lagMs: LATE_MS + 1 };
    await machine.look(late, LATE_LOOKS);
    expect(await machine.look({ lagMs: 0 }, LATE_LOOKS - 1)).toEqual([PACE]);
    // Once late, it has to keep up for a minute again.
    await machine.look(late);
    expect(await machine.look({ lagMs: 0 }, LATE_LOOKS - 1)).toEqual([PACE]);
    expect(await machine.look({ lagMs: 0 })).toEqual([]);
  });

  it("that is late now and then is reported to nobody", async () => {
    const machine = openMachine();
    for (let at = 0; at < 4; at++) {
      await machine.look({ lagMs: LATE_MS + 1 }, LATE_LOOKS - 1);
      expect(await machine.look({ lagMs: 0 })).toEqual([]);
    }
  });
});
