import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openCartJournal } from "./cart-journal.ts";

interface Kept {
  readonly n: number;
}

const makeFolder = () => mkdtempSync(join(tmpdir(), "cart-journal-"));
const pathOf = (folder: string) => join(folder, "cart.journal");

async function write(folder: string, numbers: readonly number[]): Promise<void> {
  const { journal } = await openCartJournal<Kept>(folder);
  await Promise.all(numbers.map((n) => journal.append({ n })));
  await journal.close();
}

async function read(folder: string) {
  const { damagedFile, journal, records } = await openCartJournal<Kept>(folder);
  await journal.close();
  return { numbers: records.map(({ n }) => n), damagedFile };
}

describe("a cart's journal", () => {
  it("has its records after it was opened again, in their order", async () => {
    const folder = makeFolder();
    await write(folder, [1, 2, 3]);
    await write(folder, [4]);
    expect(await read(folder)).toEqual({ numbers: [1, 2, 3, 4], damagedFile: null });
  });

  it("goes on after any cut of its last record, as if that had never been written", async () => {
    const folder = makeFolder();
    await write(folder, [1, 2, 3]);
    const whole = readFileSync(pathOf(folder));
    const lastFrom = whole.lastIndexOf("\n", whole.length - 2) + 1;
    for (let length = lastFrom; length < whole.length; length++) {
      writeFileSync(pathOf(folder), whole.subarray(0, length));
      expect(await read(folder)).toEqual({ numbers: [1, 2], damagedFile: null });
      await write(folder, [9]);
      expect((await read(folder)).numbers).toEqual([1, 2, 9]);
    }
  });

  it("finds each byte that was changed, and sets the file aside", async () => {
    const folder = makeFolder();
    await write(folder, [10, 20, 30]);
    const whole = readFileSync(pathOf(folder));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          const changed = Buffer.from(whole);
          changed[at]! ^= change;
          writeFileSync(pathOf(folder), changed);
          const { damagedFile, numbers } = await read(folder);
          expect(numbers).toEqual([10, 20, 30].slice(0, numbers.length));
          expect(numbers.length).toBeLessThan(3);
          // Without its end, the last line is one that was torn off.
          if (at < whole.length - 1) expect(readFileSync(damagedFile!)).toEqual(changed);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("finds records that were left out or put in another order", async () => {
    const folder = makeFolder();
    await write(folder, [1, 2, 3, 4]);
    const lines = readFileSync(pathOf(folder), "utf8").trimEnd().split("\n");
    for (const order of [
      [0, 2, 3],
      [1, 2, 3],
      [0, 2, 1, 3],
    ]) {
      writeFileSync(pathOf(folder), order.map((at) => `${lines[at]}\n`).join(""));
      const { damagedFile, numbers } = await read(folder);
      expect(numbers).toEqual(order[0] === 0 ? [1] : []);
      expect(damagedFile).not.toBeNull();
    }
    // The last damaged file alone is kept.
    expect(readdirSync(folder).sort()).toEqual(["cart.journal", "cart.journal.damaged"]);
  });

  it("is replaced as a whole", async () => {
    const folder = makeFolder();
    const { journal } = await openCartJournal<Kept>(folder);
    await journal.append({ n: 1 });
    await journal.replace([{ n: 5 }, { n: 6 }]);
    await journal.append({ n: 7 });
    await journal.close();
    expect((await read(folder)).numbers).toEqual([5, 6, 7]);
    expect(readdirSync(folder)).toEqual(["cart.journal"]);
  });
});
