/** Whether a tray shakes as on a cart that rolls: by how much each sample differs from the one before it. */
import { quantile } from "@saunter/numerics/statistics";
import type { SmartCartParameters } from "../parameters/smart-cart.ts";

export interface TrayUnrest {
  readonly parameters: SmartCartParameters;
  /** Differences of the last samples, grams, the newest last; as many as lie in `shakesMs`. */
  readonly differencesG: number[];
  lastG: number;
  /** What samples of a cart that stands differ by, usually. */
  floorG: number;
  isShaking: boolean;
}

/** Share by which the floor follows what is seen of a cart that stands, downwards and upwards. */
const FLOOR_FALLS = 0.02;
const FLOOR_RISES = 0.005;
/** Share of samples that may be off while it stands: spikes. */
const OFF_SHARE = 0.1;
/** Samples that are looked at, at least, whatever the rate. */
const SAMPLES_MIN = 6;

export function createTrayUnrest(parameters: SmartCartParameters): TrayUnrest {
  const { noiseG } = parameters;
  return {
    parameters,
    differencesG: [],
    lastG: Number.NaN,
    floorG: noiseG,
    isShaking: false,
  };
}

export function pushUnrest(unrest: TrayUnrest, sampleG: number, sampleRateHz: number): void {
  const { differencesG, parameters } = unrest;
  const differenceG = Math.abs(sampleG - unrest.lastG);
  unrest.lastG = sampleG;
  if (Number.isNaN(differenceG)) return;
  const { shakesMs, shakesNoises, standsMs } = parameters;
  const most = Math.max(SAMPLES_MIN, Math.round((shakesMs * sampleRateHz) / 1000));
  differencesG.push(differenceG);
  if (differencesG.length > most) differencesG.shift();
  if (differencesG.length < most) return;
  const boundG = shakesNoises * unrest.floorG;
  if (unrest.isShaking) {
    const still = Math.max(SAMPLES_MIN, Math.round((standsMs * sampleRateHz) / 1000));
    const off = differencesG.slice(-still).filter((one) => one > boundG).length;
    unrest.isShaking = off > OFF_SHARE * still;
    return;
  }
  const usualG = quantile(differencesG, 0.5);
  unrest.isShaking = usualG > boundG;
  const { noiseGMin } = parameters;
  const share = usualG < unrest.floorG ? FLOOR_FALLS : FLOOR_RISES;
  unrest.floorG = Math.max(noiseGMin, unrest.floorG + share * (usualG - unrest.floorG));
}

/** Standard deviation of samples now, grams. */
export function readUnrestG({ differencesG }: TrayUnrest): number {
  if (differencesG.length === 0) return 0;
  // Median of |difference| of two normal deviates is 0.954 of their deviation.
  return quantile(differencesG, 0.5) / 0.954;
}
