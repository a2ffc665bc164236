import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { act, makeCartFolder, OATS, readState, SOUP, scan } from "./cart-fixture.ts";
import { kill, killCart, startCartProcess } from "./kill-cart-fixture.ts";

describe("a cart that is killed", () => {
  it("is as it was, to the gram, once it has started again", async () => {
    const { acts, faults, weighedMs } = await killCart(3, 1);
    expect(faults).toEqual([]);
    expect(acts).toBeGreaterThan(5);
    expect(weighedMs.length).toBe(4);
  });
});

const HAS_PRLIMIT = spawnSync("prlimit", ["--version"]).status === 0;

describe.skipIf(!HAS_PRLIMIT)("a cart whose disk is full", () => {
  it("says so, goes on, and has all of it on the disk once there is room", async () => {
    const folder = makeCartFolder();
    const first = await startCartProcess(folder);
    const listFaults = async () => (await readState(first.url)).faults.map(({ code }) => code);
    await act(first.url, scan(OATS!));
    const { size } = statSync(join(folder, "cart.journal"));
    const limitTo = (bytes: string) =>
      spawnSync("prlimit", ["--pid", String(first.child.pid), `--fsize=${bytes}:`]).status;
    // Half a record more.
    expect(limitTo(String(size + 100))).toBe(0);
    const full = await act(first.url, scan(SOUP!));
    expect(full).toMatchObject({ isTaken: true, state: { lines: { length: 2 } } });
    expect(await listFaults()).toEqual(["storage-failing"]);
    await act(first.url, { kind: "set-language", language: "ar" });
    expect(await listFaults()).toEqual(["storage-failing"]);
    expect(limitTo("unlimited")).toBe(0);
    await act(first.url, { kind: "call-help" });
    expect(await listFaults()).toEqual([]);
    await kill(first.child);
    const second = await startCartProcess(folder);
    const { help, language, lines } = await readState(second.url);
    await kill(second.child);
    expect(lines.map(({ gtin }) => gtin)).toEqual([OATS, SOUP]);
    expect({ help, language }).toEqual({ help: "called", language: "ar" });
  });
});
