/** Presets of gates that come with the program, by the way that commands go. */

export const GATE_PRESETS = {
  mqtt: ["saunter", "tasmota", "shelly", "esphome-switch", "esphome-lock"],
  http: ["shelly-gen1", "shelly-gen2", "tasmota"],
} as const;
