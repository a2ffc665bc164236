/** What each tray's cell reads before it is calibrated: whoever sets a cart up needs its counts. */
import type { TrayConfig } from "../config/cart-config.ts";
import { openTrays } from "./open-trays.ts";

const EVERY_MS = 1000;

/** Writes a line a tray and second, until it is closed. */
export function readCounts(
  trays: readonly TrayConfig[],
  write: (line: string) => void,
): { close(): Promise<void> } {
  const readings: number[][] = trays.map(() => []);
  const open = openTrays(
    trays,
    (tray, { channelCount, sampleCount, samples }) => {
      const { channel } = trays[tray]!;
      for (let at = 0; at < sampleCount; at++) {
        readings[tray]!.push(samples[at * channelCount + channel] ?? Number.NaN);
      }
    },
    (tray, fault) => write(`tray ${tray}: ${fault}`),
  );
  const writing = setInterval(() => {
    for (const [tray, values] of readings.entries()) {
      const known = values.splice(0).filter((value) => !Number.isNaN(value));
      if (known.length === 0) continue;
      const middle = known.sort((a, b) => a - b)[Math.floor(known.length / 2)]!;
      const spread = known.at(-1)! - known[0]!;
      write(`tray ${tray}: ${middle}, within ${spread}, ${known.length} samples`);
    }
  }, EVERY_MS);
  return {
    close: async () => {
      clearInterval(writing);
      await Promise.all(open.map((one) => one.close()));
    },
  };
}
