/**
 * Boards that firmware is written for, and which of their pins can be used. Pins are those of ESPHome's own checks
 * (`esphome/components/esp32/gpio_esp32*.py`), and pins besides that are wired to the flash memory on common modules;
 * memory is that of Espressif's data sheets.
 */

import { FIRMWARE_ENGLISH, type FirmwareWords } from "./firmware-words.ts";

export const BOARD_NAMES = ["esp32", "esp32-c3", "esp32-c6", "esp32-s3"] as const;
export type BoardName = (typeof BOARD_NAMES)[number];

export interface Board {
  /** As ESPHome calls it. */
  readonly variant: string;
  readonly pinMost: number;
  /** Pins of the flash memory, or that the chip does not have. */
  readonly unusable: ReadonlySet<number>;
  readonly inputOnly: ReadonlySet<number>;
  /** Pins that decide at the start how the chip boots. */
  readonly strapping: ReadonlySet<number>;
  /** Pins of the USB port that the board is flashed by, on chips that have it built in. */
  readonly usb: ReadonlySet<number>;
  readonly cores: 1 | 2;
  readonly ramBytes: number;
}

const KB = 1024;

export const BOARDS: Readonly<Record<BoardName, Board>> = {
  esp32: {
    variant: "esp32",
    pinMost: 39,
    unusable: makeSet([6, 11], [20, 20], [24, 24], [28, 31]),
    inputOnly: makeSet([34, 39]),
    strapping: new Set([0, 2, 5, 12, 15]),
    usb: new Set([1, 3]),
    cores: 2,
    ramBytes: 520 * KB,
  },
  "esp32-c3": {
    variant: "esp32c3",
    pinMost: 21,
    unusable: makeSet([11, 17]),
    inputOnly: new Set(),
    strapping: new Set([2, 8, 9]),
    usb: makeSet([18, 19]),
    cores: 1,
    ramBytes: 400 * KB,
  },
  "esp32-c6": {
    variant: "esp32c6",
    pinMost: 23,
    unusable: makeSet([24, 30]),
    inputOnly: new Set(),
    strapping: new Set([4, 5, 8, 9, 15]),
    usb: makeSet([12, 13]),
    cores: 1,
    ramBytes: 512 * KB,
  },
  "esp32-s3": {
    variant: "esp32s3",
    pinMost: 48,
    unusable: makeSet([22, 32]),
    inputOnly: new Set(),
    strapping: new Set([0, 3, 45, 46]),
    usb: makeSet([19, 20]),
    cores: 2,
    ramBytes: 512 * KB,
  },
};

/** Why a pin cannot be used, or null. */
export function findPinFault(
  board: Board,
  pin: number,
  isOutput: boolean,
  words: FirmwareWords = FIRMWARE_ENGLISH,
): string | null {
  if (pin > board.pinMost) return words.noPin(pin, board.pinMost);
  if (board.unusable.has(pin)) return words.flashPin(pin);
  if (isOutput && board.inputOnly.has(pin)) return words.readOnlyPin(pin);
  return null;
}

/** What is to be minded about a pin that can be used, or null. */
export function findPinWarning(
  board: Board,
  pin: number,
  words: FirmwareWords = FIRMWARE_ENGLISH,
): string | null {
  if (board.strapping.has(pin)) return words.strappingPin(pin);
  return board.usb.has(pin) ? words.usbPin(pin) : null;
}

function makeSet(...ranges: readonly (readonly [from: number, to: number])[]): Set<number> {
  return new Set(
    ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at)),
  );
}
