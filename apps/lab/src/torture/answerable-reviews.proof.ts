/**
 * A question is answerable from what it shows: in simulated shops the event that is asked about, its
 * curve, its timeline and its answers are of the same plates at the same time.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { REVIEW } from "@saunter/protocol/http/review-schemas";
import { createHttpLogger } from "@saunter/server/http/logger";
import { hashPassword } from "@saunter/server/passwords/password-hash";
import { SHOP_CAPABILITIES } from "@saunter/shop/capabilities/capabilities";
import { createShopMetrics } from "@saunter/shop/http/metrics";
import { addUser } from "@saunter/shop/people/users";
import { openCapabilities } from "@saunter/shop/process/open-capabilities";
import { openHttpSide } from "@saunter/shop/serve/serve-http";
import type { Static } from "typebox";
import { describe, expect, it } from "vitest";
import { admitPeople, openBusyShop } from "./busy-shop.ts";

type Review = Static<typeof REVIEW>;

const SEEDS = [2];
const STREAM_MS = 4 * 60_000;
/** A curve shows four seconds before and after. */
const AROUND_MS = 4100;
const MEDIAN_OF_STEPS = 20;

/** All reviews that some minutes of a shop lead to, as a reviewer gets them. */
async function playShop(seed: number): Promise<readonly Review[]> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-reviews-"));
  const clock = { nowMs: 0 };
  const process = await openBusyShop(folder, seed, () => clock.nowMs, "adversarial");
  const arrivals = admitPeople(process, seed);
  const metrics = createShopMetrics(() => 0);
  const onError = (error: unknown): void => expect.unreachable(String(error));
  const context = { process, metrics, onError, findNotReady: () => null };
  const { hooks, extensions, ...capabilities } = await openCapabilities(SHOP_CAPABILITIES, context);
  const http = await openHttpSide({
    process,
    extensions,
    metrics,
    screens: null,
    logger: createHttpLogger("silent"),
  });
  const stop = new AbortController();
  let endMs = Number.NaN;
  await process.runSensors(
    {
      ...hooks,
      onObservation: (observation) => {
        clock.nowMs = Math.max(clock.nowMs, Math.round(observation.timestampMs));
        if (Number.isNaN(endMs)) endMs = clock.nowMs + STREAM_MS;
        hooks.onObservation?.(observation);
        if (clock.nowMs > endMs) stop.abort();
      },
    },
    () => {},
    stop.signal,
  );
  await arrivals.empty();
  const proof = { kind: "password" as const, hash: await hashPassword("a long password") };
  const user = { userId: "rita", name: "rita", roles: ["reviewer" as const], proof };
  await process.store.transact((tx) => addUser(tx, user, tx.atMs));
  const payload = { name: "rita", password: "a long password", carrier: "token" };
  const signedIn = await http.inject({ method: "POST", url: "/v1/sign-in", payload });
  const headers = { authorization: `Bearer ${signedIn.json().accessToken}` };
  const get = async (url: string) => (await http.inject({ url, headers })).json();
  const { items } = await get("/v1/reviews");
  const reviews: Review[] = [];
  for (const { reviewId } of items) {
    reviews.push(await get(`/v1/reviews/${encodeURIComponent(reviewId)}`));
  }
  capabilities.end();
  await capabilities.finish(true);
  capabilities.close();
  await http.close();
  await process.close();
  metrics.close();
  rmSync(folder, { recursive: true });
  return reviews;
}

/** The event that a review asks about, and what is kept of it. */
function findAsked({ subject, change, interactions }: Review) {
  if (subject.kind === "interaction") return { event: subject.evidence, kept: interactions[0]! };
  if (subject.kind !== "gap" || subject.change === undefined) return null;
  return { event: subject.change, kept: change! };
}

/** From the beginning of a curve to its end, grams. */
function measureChange(gramsG: readonly (number | null)[]): number {
  const known = gramsG.filter((grams) => grams !== null);
  const median = (some: readonly number[]) => some.toSorted((a, b) => a - b)[some.length >> 1]!;
  return median(known.slice(-MEDIAN_OF_STEPS)) - median(known.slice(0, MEDIAN_OF_STEPS));
}

describe("reviews of simulated shops", () => {
  it("ask about the event that the curve, the timeline and the answers are of", async () => {
    const all: Review[] = [];
    for (const seed of SEEDS) all.push(...(await playShop(seed)));
    const asked = all.flatMap((review) => {
      const found = findAsked(review);
      return found === null ? [] : [{ review, ...found }];
    });
    let curves = 0;
    let alike = 0;
    for (const { review, event, kept } of asked) {
      const { gondola, shelf, plates, occurredMs, weightG } = event;
      if (review.subject.kind === "interaction") {
        expect(review.interactions[0]!.evidence.evidenceId).toBe(
          review.subject.evidence.evidenceId,
        );
      }
      const named = review.products.map(({ gtin }) => gtin);
      for (const { choice } of review.choices) {
        if ("gtin" in choice) expect(named).toContain(choice.gtin);
        if (choice.kind === "remove") {
          expect(review.basket.map(({ gtin }) => gtin)).toContain(choice.gtin);
        }
      }
      if (kept.curve === null) continue;
      curves++;
      expect(kept.curve).toMatchObject({ gondola, shelf });
      expect(kept.curve.plates.map(({ plate }) => plate)).toEqual([...plates]);
      expect(Math.abs(kept.curve.happenedMs - occurredMs)).toBeLessThan(AROUND_MS);
      const moved = kept.curve.plates.reduce((sum, one) => sum + measureChange(one.gramsG), 0);
      if (Math.abs(Math.abs(moved) - Math.abs(weightG)) < 0.25 * Math.abs(weightG) + 15) alike++;
    }
    const ofChanges = asked.filter(({ review }) => review.subject.kind === "gap");
    // Several people may move things of the same plates within the seconds of one curve.
    expect(alike / curves).toBeGreaterThan(0.5);
    expect(ofChanges.length).toBeGreaterThan(0);
    expect(curves).toBeGreaterThan(0.9 * asked.length);
  });
});
