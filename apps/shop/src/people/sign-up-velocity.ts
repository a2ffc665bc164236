/**
 * How often somebody signs up from one address, and with one card: too often is refused for a while. Kept
 * in memory alone, as addresses of people are; it starts again with the process.
 */
import { findWaitMs } from "@saunter/commerce/shop/velocity";

const DAY_MS = 24 * 3_600_000;
/** Addresses and cards that are remembered; those that signed up longest ago make room. */
export const SIGN_UP_KEYS_MAX = 10_000;

export interface SignUpRules {
  /** In a day, of one address. */
  readonly signUpsPerAddress: number;
  /** In a day, with one card. */
  readonly signUpsPerCard: number;
}

export interface SignUp {
  /** Of the network that it comes from. */
  readonly address: string;
  /** The card's token; null where it stands for no one card, as of a simulated provider. */
  readonly cardToken: string | null;
}

export interface SignUpVelocity {
  /** Notes one more, and returns 0; where there were too many, in how many ms there is room. */
  take(signUp: SignUp, nowMs: number): number;
  /** How many addresses and cards are refused now. */
  countRefused(nowMs: number): number;
}

export function createSignUpVelocity(rules: SignUpRules): SignUpVelocity {
  const times = new Map<string, readonly number[]>();
  /** Until when each is refused. */
  const refused = new Map<string, number>();

  const listRules = ({ address, cardToken }: SignUp): [string, number][] => [
    [`address ${address}`, rules.signUpsPerAddress],
    ...(cardToken === null
      ? []
      : [[`card ${cardToken}`, rules.signUpsPerCard] as [string, number]]),
  ];

  const note = (key: string, nowMs: number): void => {
    const recent = (times.get(key) ?? []).filter((atMs) => atMs > nowMs - DAY_MS);
    times.delete(key);
    times.set(key, [...recent, nowMs]);
    keepFew(times);
  };

  return {
    take: (signUp, nowMs) => {
      const waits = listRules(signUp).map(([key, max]) => ({
        key,
        waitMs: findWaitMs(times.get(key) ?? [], nowMs, { max, windowMs: DAY_MS }),
      }));
      const waitMs = Math.max(...waits.map((one) => one.waitMs));
      if (waitMs === 0) {
        for (const { key } of waits) note(key, nowMs);
        return 0;
      }
      for (const one of waits) if (one.waitMs > 0) refused.set(one.key, nowMs + one.waitMs);
      keepFew(refused);
      return waitMs;
    },
    countRefused: (nowMs) => {
      for (const [key, untilMs] of refused) if (untilMs <= nowMs) refused.delete(key);
      return refused.size;
    },
  };
}

function keepFew(map: Map<string, unknown>): void {
  if (map.size <= SIGN_UP_KEYS_MAX) return;
  const [oldest] = map.keys();
  map.delete(oldest!);
}
