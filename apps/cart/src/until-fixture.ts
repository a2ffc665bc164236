/** For tests: waits until a cart's screen shows what is to come. */
import { expect } from "vitest";
import { readState } from "./cart-fixture.ts";

export async function untilReady(url: string): Promise<void> {
  await expect.poll(async () => (await readState(url)).scale.status).toBe("ready");
}

/** It has the shop's catalogue. */
export async function untilSelling(url: string): Promise<void> {
  await expect.poll(async () => (await readState(url)).shop.catalogueVersion).not.toBeNull();
}

/** A line's change of weight has settled: what was shown before might have been something else. */
export async function untilInside(url: string, at = 0): Promise<void> {
  await expect.poll(async () => (await readState(url)).lines[at]?.inside).toBeGreaterThan(0.5);
}

/** So much lies on its scale, and lies still. */
export async function untilWeighed(url: string, leastG: number): Promise<void> {
  const weighStill = async (): Promise<number> => {
    const { isStable, weightG } = (await readState(url)).scale;
    return isStable ? (weightG ?? 0) : 0;
  };
  await expect.poll(weighStill).toBeGreaterThan(leastG);
}
