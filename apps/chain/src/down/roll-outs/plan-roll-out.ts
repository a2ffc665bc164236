/**
 * Roll-outs: a version reaches a few shops first, then a share of all, then all of them. The next step is made
 * once every shop of this one has put it in force and nothing has been wrong for a time.
 */
import { hash } from "node:crypto";

export interface RollOutStep {
  /** Of all shops, 0 to 1; those of the steps before are among them. 0: the canaries alone. */
  readonly share: number;
  /** So long nothing may be wrong before the next step. */
  readonly waitMs: number;
}

export interface RollOut {
  readonly rollOutId: string;
  readonly kind: string;
  readonly version: number;
  /** Shops that are first. */
  readonly canaryShopIds: readonly string[];
  /** The last reaches all. */
  readonly steps: readonly RollOutStep[];
  /** Waiting: it has not begun. Stopped: no more shops. Back: all shops have what they had before. */
  readonly state: "waiting" | "running" | "stopped" | "done" | "back";
  /** Index of the step that was made last. */
  readonly step: number;
  readonly stepMs: number;
  /** Why it was stopped, in words. */
  readonly reason: string | null;
}

/** What is done about a roll-out now; null: nothing. */
export type RollOutMove =
  | { readonly state: "running" | "done"; readonly step: number; readonly reason: null }
  | { readonly state: "stopped"; readonly step: number; readonly reason: string };

/** What the shops that a roll-out has reached say of its version. */
export interface Wave {
  /** Why a shop has refused it, in words; null if none has. */
  readonly refusal: string | null;
  /** Shops that have not put it in force yet. */
  readonly unansweredShopIds: readonly string[];
  /** When the last of the others put it in force; null if none has. */
  readonly answeredMs: number | null;
  /** When it takes effect. */
  readonly effectiveMs: number;
}

/** Shops that are online answer within seconds. A wave with a shorter wait gives them this long, ms. */
export const ANSWER_WITHIN_MS = 600_000;
const NAMED_SHOPS = 5;

/** The next wave needs an acknowledgement by every shop of this one, and a healthy wait after the last of them. */
export function planMove(
  rollOut: RollOut,
  { refusal, unansweredShopIds, answeredMs, effectiveMs }: Wave,
  nowMs: number,
): RollOutMove | null {
  const { state, step, stepMs, steps } = rollOut;
  if (state !== "running") return null;
  if (refusal !== null) return { state: "stopped", step, reason: refusal };
  const { waitMs } = steps[step]!;
  if (unansweredShopIds.length > 0 || answeredMs === null) {
    const untilMs = Math.max(stepMs, effectiveMs) + Math.max(waitMs, ANSWER_WITHIN_MS);
    return nowMs < untilMs
      ? null
      : { state: "stopped", step, reason: describeUnanswered(unansweredShopIds) };
  }
  if (nowMs < Math.max(stepMs, answeredMs) + waitMs) return null;
  if (step === steps.length - 1) return { state: "done", step, reason: null };
  return { state: "running", step: step + 1, reason: null };
}

function describeUnanswered(shopIds: readonly string[]): string {
  if (shopIds.length === 0) return "no shop has been given it";
  const more = shopIds.length - NAMED_SHOPS;
  const names = shopIds.slice(0, NAMED_SHOPS).join(", ");
  return `no answer from ${names}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Whether a shop gets the version by now. */
export function isReached(
  rollOut: RollOut,
  shopIds: readonly string[],
): (shopId: string) => boolean {
  const { state, canaryShopIds, steps, step } = rollOut;
  if (state === "done") return () => true;
  if (state === "back" || state === "waiting") return () => false;
  const count = Math.ceil(steps[step]!.share * shopIds.length);
  const reached = new Set([...canaryShopIds, ...orderShops(rollOut, shopIds).slice(0, count)]);
  return (shopId) => reached.has(shopId);
}

/** Canaries first, then by chance, and the same chance each time: a shop that was reached stays so. */
export function orderShops(
  { rollOutId, canaryShopIds }: Pick<RollOut, "rollOutId" | "canaryShopIds">,
  shopIds: readonly string[],
): string[] {
  const rank = (shopId: string): string =>
    canaryShopIds.includes(shopId) ? "" : hash("sha256", `${rollOutId} ${shopId}`);
  const ranks = new Map(shopIds.map((shopId) => [shopId, rank(shopId)]));
  return shopIds.toSorted((a, b) => (ranks.get(a)! < ranks.get(b)! ? -1 : 1));
}

/** What is wrong with the steps, in words; null where nothing is. */
export function findStepFault(steps: readonly RollOutStep[]): string | null {
  if (steps.length === 0) return "a roll-out has one step or more";
  const shares = steps.map(({ share }) => share);
  if (shares.some((share, at) => !(share >= (shares[at - 1] ?? 0) && share <= 1))) {
    return "each step reaches at least as many shops as the one before, and at most all";
  }
  if (shares.at(-1) !== 1) return "the last step reaches all shops: its share is 1";
  return steps.every(({ waitMs }) => waitMs >= 0) ? null : "no step waits for less than no time";
}
