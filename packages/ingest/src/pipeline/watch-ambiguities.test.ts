/** Two who were near to each other before cameras that see no colours: nobody can say which is which. */
import { describe, expect, it } from "vitest";
import { FPS, makeScene, watchFilms } from "./simulated-cameras-fixture.ts";

describe("a watch of people who come near to each other", () => {
  it("says in its frames of whom it is not sure, of times until then", async () => {
    const whole = makeScene(2, 4);
    const scene = { ...whole, instants: whole.instants.slice(0, 60 * FPS) };
    const { events } = await watchFilms({ scene });
    const frames = events.flatMap((event) => (event.kind === "seen" ? [event.frame] : []));
    const unsure = frames.filter(({ ambiguities }) => ambiguities !== undefined);
    expect(unsure.length).toBeGreaterThan(0);
    expect(unsure.length).toBeLessThan(frames.length / 4);
    const seen = new Set(frames.flatMap(({ shoppers }) => shoppers.map((one) => one.shopperId)));
    for (const { timestampMs, ambiguities } of unsure) {
      for (const { shopperIds, fromMs, toMs, probability } of ambiguities!) {
        expect(fromMs).toBeLessThan(toMs);
        expect(toMs).toBeLessThanOrEqual(timestampMs);
        expect(probability).toBeLessThanOrEqual(1);
        for (const shopperId of shopperIds) expect(seen).toContain(shopperId);
      }
    }
  });
});
