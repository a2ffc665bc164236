/** What is wrong with a controller's wiring, or is to be minded: each a sentence without its capital and its end. */
export interface FirmwareWords {
  notAnId(deviceId: string): string;
  cellCount(most: number): string;
  rates(amplifier: string, allowed: readonly number[], found: number): string;
  gains(amplifier: string, allowed: readonly number[], found: number): string;
  /** What a pin is for: "SDA", or DOUT or SCK of a cell. */
  pinOfCell(pin: "DOUT" | "SCK", cell: number): string;
  cell(cell: number): string;
  /** What is said of a cell, or of what a pin is for. */
  of(what: string, said: string): string;
  noPin(pin: number, most: number): string;
  flashPin(pin: number): string;
  readOnlyPin(pin: number): string;
  strappingPin(pin: number): string;
  usbPin(pin: number): string;
  pinInUse(pin: number, use: string): string;
  addressAndPort: string;
  oneAddress: string;
  address(least: number, most: number, found: number): string;
  port(least: number, most: number, found: number): string;
  placeInUse(port: number, multiplexer: number): string;
  busCells(most: number, samplesPerSecond: number, found: number): string;
  outage(seconds: number, wanted: number): string;
}

export const FIRMWARE_ENGLISH: FirmwareWords = {
  notAnId: (deviceId) =>
    `${deviceId} is no device's id: use lower-case letters, digits and hyphens`,
  cellCount: (most) => `name the wiring of 1 to ${most} cells`,
  rates: (amplifier, allowed, found) =>
    `the ${amplifier} has rates of ${allowed.join(", ")}, not ${found}`,
  gains: (amplifier, allowed, found) =>
    `the ${amplifier} has gains of ${allowed.join(", ")}, not ${found}`,
  pinOfCell: (pin, cell) => `${pin} of cell ${cell}`,
  cell: (cell) => `cell ${cell}`,
  of: (what, said) => `${what}: ${said}`,
  noPin: (pin, most) => `there is no GPIO${pin}; allowed: 0 to ${most}`,
  flashPin: (pin) => `GPIO${pin} belongs to the flash memory; choose another`,
  readOnlyPin: (pin) => `GPIO${pin} can only be read; choose another`,
  strappingPin: (pin) =>
    `GPIO${pin} decides how the board starts: an amplifier there may keep it from starting`,
  usbPin: (pin) =>
    `GPIO${pin} is a pin of the port that the board is flashed by; choose another if you can`,
  pinInUse: (pin, use) => `GPIO${pin} is ${use} already`,
  addressAndPort: "name the multiplexer's address and its port, or neither",
  oneAddress: "all NAU7802 have one address: put each on a multiplexer's port",
  address: (least, most, found) =>
    `a TCA9548 multiplexer has an address of ${least} to ${most}, not ${found}`,
  port: (least, most, found) => `a multiplexer has the ports ${least} to ${most}, not ${found}`,
  placeInUse: (port, multiplexer) => `port ${port} of the multiplexer at ${multiplexer} is in use`,
  busCells: (most, samplesPerSecond, found) =>
    `a bus takes ${most} cells at ${samplesPerSecond} samples a second, not ${found}: choose a lower rate or a second board`,
  outage: (seconds, wanted) =>
    `its memory bridges an outage of ${seconds} s, not ${wanted}: in a longer one the oldest readings are lost, and the frame after them says so; use fewer cells or a lower rate`,
};
