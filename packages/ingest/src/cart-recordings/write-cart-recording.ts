import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CartObservation } from "@saunter/engine/smart-cart/cart-observation";
import { RecordingError } from "../recordings/recording-codes.ts";
import {
  ACTS_FILE,
  CART_FILE,
  CART_RECORDING_VERSION,
  CART_TRUTH_FILE,
  type CartRecording,
  READINGS_FILE,
} from "./cart-recording.ts";

/** Writes a trip into a new folder. Throws RecordingError where it exists or cannot be written. */
export async function writeCartRecording(dir: string, recording: CartRecording): Promise<void> {
  const { cartId, observations, products, truth } = recording;
  const cart = { version: CART_RECORDING_VERSION, cartId, products: [...products.values()] };
  const isReading = ({ kind }: CartObservation): boolean => kind === "weights";
  const readings = observations.filter(isReading);
  const acts = observations.filter((one) => !isReading(one));
  const files: Record<string, string> = {
    [CART_FILE]: `${JSON.stringify(cart)}\n`,
    [READINGS_FILE]: readings.map(formatLine).join(""),
    [ACTS_FILE]: acts.map(formatLine).join(""),
    ...(truth === null ? {} : { [CART_TRUTH_FILE]: `${JSON.stringify(truth)}\n` }),
  };
  try {
    await mkdir(join(dir, ".."), { recursive: true });
    await mkdir(dir);
    for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  } catch (error) {
    throw new RecordingError("file-unwritable", dir, null, "cannot be written, or exists", error);
  }
}

function formatLine(observation: CartObservation): string {
  if (observation.kind === "step") {
    const { step, ...act } = observation;
    return `${JSON.stringify({ ...act, ...step })}\n`;
  }
  if (observation.kind === "rest") {
    const { rest, ...act } = observation;
    return `${JSON.stringify({ ...act, ...rest })}\n`;
  }
  if (observation.kind !== "weights") return `${JSON.stringify(observation)}\n`;
  const { kind: _, samplesG, ...batch } = observation;
  // Not a number is null in JSON.
  return `${JSON.stringify({ ...batch, samplesG: Array.from(samplesG) })}\n`;
}
