/** What a real cell reads, with its noise, spikes, drift and slopes, for a scale that the screen draws. */
import type { ScalePhysics } from "@saunter/cart/hardware/simulated-scale";
import type { Random } from "@saunter/numerics/random";
import { changeCartPhysics } from "@saunter/sim/smart-cart/cart-physics";
import { createCartScale } from "@saunter/sim/smart-cart/cart-scale";

/** Between 10 and 80 of an HX711: what comes is shown without delay, and costs little. */
const RATE_HZ = 20;
/** Longer than from one sample to the next. */
const ROLLS_ON_MS = 500;

export function createDrawnPhysics(startMs: number, random: Random): ScalePhysics {
  const scale = createCartScale(startMs, changeCartPhysics({ sampleRateHz: RATE_HZ }), random);
  let rolledMs = Number.NEGATIVE_INFINITY;
  return {
    rateHz: RATE_HZ,
    move: (atMs, changeG) => void scale.move(atMs, changeG),
    read: (atMs, isRolling) => {
      if (isRolling && atMs > rolledMs - ROLLS_ON_MS / 2) {
        scale.roll(Math.max(atMs, rolledMs), atMs + ROLLS_ON_MS);
        rolledMs = atMs + ROLLS_ON_MS;
      }
      return scale.read(atMs).samplesG.at(-1) ?? null;
    },
  };
}
