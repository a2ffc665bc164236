/** Controllers with the generated firmware, for tests. */
import { type FirmwarePlan, planFirmware } from "@saunter/protocol/devices/firmware/firmware-plan";
import type { FirmwareDevice } from "./firmware-device.ts";

/** Between two samples. */
export const PERIOD_US = 12_500;

/** Two cells at 80 samples a second: ten frames a second, kept for a minute. */
export function planShelf(deviceId: string): FirmwarePlan {
  const planned = planFirmware({
    deviceId,
    prefix: "saunter",
    wiring: {
      kind: "hx711",
      board: "esp32",
      samplesPerSecond: 1e6 / PERIOD_US,
      gain: 128,
      cells: [
        { dout: 16, sck: 17 },
        { dout: 18, sck: 19 },
      ],
    },
  });
  if (!planned.ok) throw new Error(planned.problems.join());
  return planned.plan;
}

/** Its first cell reads the time in milliseconds. */
export function weigh(device: FirmwareDevice, fromUs: number, untilUs: number): void {
  for (let nowUs = fromUs; nowUs < untilUs; nowUs += PERIOD_US) {
    device.convert(0, Math.floor(nowUs / 1000) % 8_000_000, nowUs);
    device.convert(1, 7, nowUs);
    device.advance(nowUs);
  }
}
