import type { PlateBatch } from "@saunter/engine/observation";
import { describe, expect, it } from "vitest";
import { STEP_FOR_MS } from "../cameras/frame-clock.ts";
import { createScaleHub } from "./scale-hub.ts";
import { makeFrame, PLAIN } from "./scales-fixture.ts";
import { createShopOffset } from "./shop-offset.ts";

const START_MS = 1_700_000_000_000;
const FRAME_MS = 100;
const FRAMES_BEFORE = 1200;

/** Two controllers of a gondola; the shop's clock is `setMs(evenMs)` ahead of the start and the even one. */
function play(frames: number, setMs: (evenMs: number) => number) {
  let evenMs = 5000;
  const shopMs = () => START_MS + evenMs + setMs(evenMs);
  const offset = createShopOffset(shopMs, () => evenMs);
  const batches: { readonly batch: PlateBatch; readonly evenMs: number }[] = [];
  const hub = createScaleHub({
    devices: ["a", "b"].map((deviceId, at) => ({
      deviceId,
      gondola: 1,
      calibrationId: null,
      channels: [1, 2].map((plate) => ({ shelf: 1 + at, plate, ...PLAIN })),
    })),
    onBatch: (batch) => batches.push({ batch, evenMs }),
    startedMs: offset.lookMs(),
    offset,
  });
  for (let at = 0; at < frames; at++) {
    evenMs = 5000 + (at + 1) * FRAME_MS;
    for (const deviceId of ["a", "b"]) hub.push(makeFrame(at, { deviceId }), offset.lookMs());
  }
  // What came last is a sample's time short of now.
  const late = batches.map(({ batch, evenMs: atMs }) => {
    const endMs = batch.timestampMs + (1000 * batch.sampleCount) / batch.sampleRateHz;
    return { offMs: START_MS + atMs + setMs(atMs) - endMs, evenMs: atMs, batch };
  });
  return { late, report: () => hub.report(offset.lookMs()), shopMs };
}

const SET_AT_MS = 5000 + FRAMES_BEFORE * FRAME_MS;

describe("scales, when the shop's clock is set", () => {
  for (const stepMs of [5000, 30_000, 3_600_000, -5000, -30_000, -3_600_000]) {
    it(`by ${stepMs / 1000} s go by it after two seconds, and say so meanwhile`, () => {
      const { late, report, shopMs } = play(FRAMES_BEFORE + 600, (evenMs) =>
        evenMs > SET_AT_MS ? stepMs : 0,
      );
      const isDuring = (evenMs: number) =>
        evenMs > SET_AT_MS && evenMs < SET_AT_MS + STEP_FOR_MS + FRAME_MS;
      const during = late.filter(({ evenMs }) => isDuring(evenMs));
      expect(during.length).toBeGreaterThan(15);
      for (const { batch, evenMs, offMs } of late) {
        if (isDuring(evenMs)) {
          expect(Math.abs(offMs - stepMs)).toBeLessThan(50);
          expect(batch.troubles).toHaveLength(4);
        } else if (evenMs > SET_AT_MS) expect(Math.abs(offMs)).toBeLessThan(50);
        else expect(batch.troubles).toBeUndefined();
      }
      expect(late.at(-1)!.batch.troubles).toBeUndefined();
      for (const { faults, lastFrameMs } of report()) {
        expect(lastFrameMs).toBeCloseTo(shopMs(), 0);
        expect(faults).toEqual([]);
      }
    });
  }

  it("for a moment, and back again, go on as they did", () => {
    const { late } = play(FRAMES_BEFORE + 600, (evenMs) =>
      evenMs > SET_AT_MS && evenMs <= SET_AT_MS + STEP_FOR_MS / 2 ? 30_000 : 0,
    );
    const gaps = late
      .slice(1)
      .map(({ batch }, at) => batch.timestampMs - late[at]!.batch.timestampMs);
    expect(Math.max(...gaps)).toBeLessThan(2000);
    expect(late.filter(({ batch }) => batch.troubles !== undefined).length).toBeGreaterThan(5);
  });

  it("to half its speed until the machine's has caught up, are never far from it, and right in the end", () => {
    const untilMs = SET_AT_MS + 60_000;
    const { late } = play(FRAMES_BEFORE + 1200, (evenMs) =>
      Math.min(0, Math.max(SET_AT_MS - evenMs, -60_000) / 2),
    );
    expect(Math.max(...late.map(({ offMs }) => Math.abs(offMs)))).toBeLessThan(2500);
    const slow = late.filter(({ evenMs }) => evenMs > SET_AT_MS + 1000 && evenMs < untilMs);
    expect(slow.length).toBeGreaterThan(500);
    expect(slow.every(({ batch }) => batch.troubles?.length === 4)).toBe(true);
    const last = late.at(-1)!;
    expect(Math.abs(last.offMs)).toBeLessThan(300);
    expect(last.batch.troubles).toBeUndefined();
  });
});
