import { describe, expect, it } from "vitest";
import { createSignUpVelocity, SIGN_UP_KEYS_MAX } from "./sign-up-velocity.ts";

const DAY_MS = 24 * 3_600_000;
const RULES = { signUpsPerAddress: 3, signUpsPerCard: 2 };
const from = (address: string, cardToken: string | null = null) => ({ address, cardToken });

describe("sign-ups", () => {
  it("from one address are refused after so many in a day, until there is room", () => {
    const velocity = createSignUpVelocity(RULES);
    const taken = [0, 1000, 2000].map((nowMs) => velocity.take(from("a"), nowMs));
    expect(taken).toEqual([0, 0, 0]);
    expect(velocity.take(from("a"), 3000)).toBe(DAY_MS - 3000);
    expect(velocity.take(from("b"), 3000)).toBe(0);
    expect(velocity.countRefused(3000)).toBe(1);
    expect(velocity.take(from("a"), DAY_MS)).toBe(0);
    expect(velocity.countRefused(DAY_MS)).toBe(0);
  });

  it("with one card are refused after so many, from whatever address", () => {
    const velocity = createSignUpVelocity(RULES);
    expect(velocity.take(from("a", "pm_1"), 0)).toBe(0);
    expect(velocity.take(from("b", "pm_1"), 0)).toBe(0);
    expect(velocity.take(from("c", "pm_1"), 0)).toBe(DAY_MS);
    expect(velocity.take(from("c", "pm_2"), 0)).toBe(0);
  });

  it("that are refused do not count", () => {
    const velocity = createSignUpVelocity(RULES);
    for (const nowMs of [0, 0, 0]) velocity.take(from("a"), nowMs);
    for (let nowMs = 1; nowMs < 100; nowMs++) velocity.take(from("a"), nowMs);
    expect(velocity.take(from("a"), DAY_MS)).toBe(0);
  });

  it("of so many addresses are remembered", () => {
    const velocity = createSignUpVelocity({ signUpsPerAddress: 1, signUpsPerCard: 1 });
    for (let at = 0; at <= SIGN_UP_KEYS_MAX; at++) velocity.take(from(String(at)), 0);
    expect(velocity.take(from(String(SIGN_UP_KEYS_MAX)), 0)).toBe(DAY_MS);
    expect(velocity.take(from("0"), 0)).toBe(0);
  });
});
