import { createHash, sign } from "node:crypto";
import { promisify } from "node:util";
import { deflate, deflateSync } from "node:zlib";
import { hash } from "@node-rs/argon2";
import { formatPem, generateEntryKeys } from "@saunter/shop/entry/entry-keys";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LoopWatch, watchLoop } from "./loop-watch.ts";

/** Enough for many turns of the loop. */
const MANY = Buffer.alloc(3e7, createHash("sha512").update("many").digest());

describe("the watch over the loop", () => {
  let watch: LoopWatch;
  beforeEach(() => {
    watch = watchLoop();
  });
  afterEach(() => watch.stop());

  it.each<[string, () => Promise<unknown>]>([
    ["compression, a piece at a time", () => promisify(deflate)(MANY)],
    [
      "a signature",
      () => promisify(sign)(null, MANY, formatPem(generateEntryKeys().privateKey) as never),
    ],
    ["a password", () => hash("seven purple ladders")],
    [
      "turns of the loop",
      async () => {
        for (let turn = 0; turn < 5; turn++) await new Promise((go) => void setImmediate(go));
      },
    ],
  ])("waits for %s", async (_, work) => {
    let isDone = false;
    const working = work().then(() => {
      isDone = true;
    });
    await watch.settle();
    expect(isDone).toBe(true);
    await working;
  });

  it("does not wait for what has been done at once, and is still in memory", async () => {
    for (let count = 0; count < 20; count++) deflateSync(MANY.subarray(0, 1000));
    // It is not told any more of what memory is collected.
    watch.stop();
    await expect(watch.settle()).resolves.toBeUndefined();
  });
});
