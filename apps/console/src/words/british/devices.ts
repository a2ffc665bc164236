import type { Answer } from "@saunter/client/api";
import { FIRMWARE_ENGLISH } from "@saunter/protocol/devices/firmware/firmware-words";
import { createPlural } from "@saunter/ui/i18n";
import type { ComponentChildren } from "preact";

type Fault = Answer<"GET /v1/devices">["devices"][number]["faults"][number];
type Watcher = Answer<"GET /v1/devices">["people"]["by"];

const plural = createPlural("en-GB");

const picks = (count: number) =>
  plural(count, { one: "# pick or put-back", other: "# picks and put-backs" });
/** As a subject. */
const nameWatcher = (by: Watcher) => (by === "cameras" ? "The cameras are" : "The tracker is");
const REVIEWED = "Until then, receipts of shoppers who stood together need review.";

/** Every word of devices in the console. Other languages are typed by these. */
export const devices = {
  title: "Devices",
  inOrder: (count: number, all: number) => `${count} of ${all} OK`,
  none: "No scale controllers are configured",
  noneText: (key: ComponentChildren): ComponentChildren => [
    "Add them under ",
    key,
    " of the configuration.",
  ],
  back: "Back to devices",
  notConfigured: "This device is not configured",
  seeAll: "See all devices",
  state: "State",
  gondola: (gondola: number) => `gondola ${gondola}`,
  copy: "Copy",
  copied: "Copied.",

  states: { waiting: "waiting", ok: "OK" },
  faults: {
    silent: "silent",
    dead: "no readings",
    saturated: "saturated",
    stuck: "stuck",
    uncalibrated: "not calibrated",
    misshapen: "wrong channels",
    refused: "unreadable",
    intermittent: "missing readings",
    noisy: "noisy",
    drifting: "drifting",
    late: "late",
    "lost-frames": "losing frames",
    restarted: "restarted",
    "clock-jump": "clock jumped",
    "wrong-rate": "wrong rate",
  },
  /**
   * What is wrong with a device or with one of its channels, and what to check.
   *
   * @param message as the shop says it, in English, with more than the kind says
   */
  fault: ({
    channel,
    message,
    place,
  }: {
    readonly kind: Fault["kind"];
    readonly channel: number | null;
    /** Null where none is known. */
    readonly place: string | null;
    readonly message: string;
  }) => {
    const who =
      channel === null ? "It" : `Channel ${channel}${place === null ? "" : ` (${place})`}`;
    return `${who} ${message}.`;
  },
  places: {
    unused: "not used",
    door: "door",
    plate: (shelf: number, plate: number) => `shelf ${shelf}, plate ${plate}`,
  },
  readings: { none: "no reading", open: "open", closed: "closed" },
  transports: {
    mqtt: "MQTT",
    http: "HTTP",
    modbus: "Modbus",
    serial: "serial",
    esphome: "ESPHome",
    tasmota: "Tasmota",
    plugin: "plug-in",
  },
  rates: {
    unknown: "not known yet",
    set: (rate: string) => `${rate} samples/s set`,
    measured: (rate: string, measured: string) => `${rate} samples/s set, ${measured} measured`,
  },

  facts: {
    lastFrame: "Last frame",
    noneSinceStart: "none since start",
    rate: "Rate",
    drift: "Clock drift",
    transport: "Transport",
    /** Parts in a million, with their sign. */
    ppm: (parts: string) => `${parts} ppm`,
    counts: (lost: number, late: number, doubled: number) =>
      `${lost} lost, ${late} late, ${doubled} doubled`,
  },
  /** Counts that say something of the connection or the amplifier, and what a high one means. */
  counts: {
    frames: { name: "Frames", meaning: "Used since the shop started." },
    lost: {
      name: "Lost",
      meaning: "Never came, or too late: weak Wi-Fi, or two devices with one id.",
    },
    late: { name: "Late", meaning: "Came when later ones had been used: weak Wi-Fi." },
    doubled: {
      name: "Doubled",
      meaning: "Came twice and were used once: the device sent them again. No harm.",
    },
    reordered: {
      name: "Reordered",
      meaning: "Came out of order and were put in order. No harm.",
    },
    replayed: {
      name: "Replayed",
      meaning: "Sent later than measured: the connection was away.",
    },
    overflows: {
      name: "Buffer full",
      meaning: "The device’s buffer was full while the connection was away.",
    },
    restarts: { name: "Restarts", meaning: "The device started again: check its supply." },
    clockJumps: {
      name: "Clock jumps",
      meaning: "Its clock was set or leapt: check its firmware.",
    },
    rateChanges: {
      name: "Rate changes",
      meaning: "It says another rate than before: check its firmware.",
    },
    saturated: {
      name: "Saturated samples",
      meaning: "At the end of the amplifier’s range: broken wire or overload.",
    },
    missing: {
      name: "Missing samples",
      meaning: "The amplifier gave nothing, or no weight that can be.",
    },
    misshapen: {
      name: "Wrong channels",
      meaning: "Frames with another number of channels than configured.",
    },
    uncalibrated: {
      name: "Other calibration",
      meaning: "Frames that name another calibration than configured.",
    },
    refused: {
      name: "Unreadable",
      meaning: "Messages that were no frames: check its firmware.",
    },
  },

  feed: {
    tooMany: "Too many live views of devices are open. Close one to see this device live.",
    lost: "Connection lost. These are the last readings.",
  },
  channels: {
    title: "Channels",
    lastMinute: "the last minute",
    channel: (channel: number) => `Channel ${channel}`,
    noise: "Noise of a sample",
    noiseUnknown: "not known",
    grams: (grams: string) => `${grams} g`,
    different: "Different values",
    differentOf: (count: number, all: number) => `${count} of ${all}`,
    saturated: "Saturated",
    missing: "Missing",
    raw: "Raw",
    rawNone: "nothing",
    rawRange: (least: string, most: string) => `${least} to ${most}`,
  },
  bars: "What each plate weighs now",

  unknown: {
    title: "Not configured yet",
    noFrame: "what is no frame",
    frames: (channels: number, rateHz: string) =>
      `${plural(channels, { one: "# channel", other: "# channels" })} at ${rateHz} samples/s`,
    sends: (device: ComponentChildren, what: string, ago: ComponentChildren): ComponentChildren => [
      device,
      ` sends ${what}; last `,
      ago,
      ". To use it, add it to the configuration and restart the shop.",
    ],
    configuration: (deviceId: string) => `Configuration of ${deviceId}`,
  },
  announced: {
    title: "Found on the broker, not yet in the configuration",
    unnamed: "Sensor without a name",
    sensor: (name: string, unit: string) => `${name}, ${unit}`,
    toUse: "To use it, add it to the configuration and restart the shop.",
  },
  people: {
    tracker: "Tracker",
    cameras: "Cameras",
    online: "online",
    offline: "offline",
    none: "No positions of people since the shop started.",
    last: (ago: ComponentChildren): ComponentChildren => ["Last positions of people ", ago, "."],
    openHealth: "Open health",
  },

  clocks: {
    title: "Timing",
    states: {
      unknown: "measuring",
      aligned: "in time",
      corrected: "corrected",
      lost: "out of time",
    },
    isOff: "out of time",
    seconds: (seconds: string) => `${seconds} s`,
    offsets: {
      none: "in time with the shelves",
      behind: (seconds: string) => `${seconds} behind the shelves`,
      ahead: (seconds: string) => `${seconds} ahead of the shelves`,
    },
    unknown: (by: Watcher, changes: number) =>
      `Not known yet whether ${by === "cameras" ? "the cameras" : "the tracker"} and the shelves are in time: ${picks(changes)} so far. ${REVIEWED}`,
    lost: (by: Watcher) =>
      `${nameWatcher(by)} no longer in time with the shelves. The new offset is measured at the next picks. ${REVIEWED}`,
    inTime: (by: Watcher) => `${nameWatcher(by)} in time with the shelves.`,
    known: (
      by: Watcher,
      offset: string,
      {
        changes,
        isCorrected,
        spread,
      }: { readonly changes: number; readonly isCorrected: boolean; readonly spread: string },
    ) =>
      `${nameWatcher(by)} ${offset}${isCorrected ? "; corrected" : ""}. Give or take ${spread}, from ${picks(changes)}.`,
    gondolaBehind: (gondola: number, seconds: string) =>
      `The scales of gondola ${gondola} are ${seconds} behind the others. Check the rate and the filter of its controller.`,
    gondolaAhead: (gondola: number, seconds: string) =>
      `The scales of gondola ${gondola} are ${seconds} ahead of the others. Check the rate and the filter of its controller.`,
    /** What a chart shows. */
    chart: (hours: number, now: string, least: string, most: string) =>
      `Offset over the last ${plural(hours, { one: "hour", other: "# hours" })}, now ${now}; shown from ${least} to ${most}.`,
  },

  recording: {
    title: "Recording",
    on: "recording",
    off: "off",
    text: "Records weights and positions, so that you can test changes on what happened in your shop. It contains no images and no names: shoppers are numbers.",
    start: "Start recording",
    stop: "Stop recording",
    started: "Recording started.",
    stopped: "Recording stopped.",
    running: (
      size: string,
      since: ComponentChildren,
      until: ComponentChildren,
    ): ComponentChildren => [`${size} since `, since, ". It stops automatically at ", until, "."],
    folder: "Folder of the recording",
    ended: (size: string, at: ComponentChildren): ComponentChildren => [
      `Last recording: ${size}, ended `,
      at,
      ".",
    ],
    endedBy: {
      stopped: "It was stopped by an operator.",
      time: "It reached the time limit.",
      size: "It reached the size limit.",
      disk: "It ended because the disk is nearly full. Free disk space.",
      planogram: "It ended because a new planogram took effect.",
      failed: "It ended because it couldn’t be written. Check the disk.",
      shop: "It ended because the shop’s process stopped.",
    },
  },

  gates: {
    gate: "gate",
    unnamed: "Gate",
    told: (name: string) => `${name}: told to open`,
    openOnceOf: (name: string) => `${name}: open once?`,
    openText:
      "For deliveries and repairs. Nobody is admitted: people who walk in have no entry, and each one raises an alert. The audit log records who opened it.",
    openOnce: "Open once",
    cancel: "Cancel",
    open: "open",
    closed: "closed",
    ok: "OK",
    faults: {
      "no-acknowledgement": "does not answer",
      offline: "offline",
      "forced-open": "forced open",
      "stuck-open": "stuck open",
      fault: "error",
      tamper: "tampered with",
      "code-reader-offline": "code reader offline",
      "card-reader-offline": "card reader offline",
      "card-reader-refused": "card reader refused",
    },
    advice: {
      "no-acknowledgement": "It did not confirm the last command: check its power and network.",
      offline: "It is offline: check its power and network.",
      "forced-open": "It opened without a command: check who came in, and its lock.",
      "stuck-open": "It stays open: check that nothing blocks the door.",
      fault: "It reports an error of its lock or drive.",
      tamper: "It reports that its housing was opened.",
      "code-reader-offline": "It has a code reader that is offline: check its cable.",
      "card-reader-offline": "It has a card reader that is offline: check its power and network.",
      "card-reader-refused":
        "It has a card reader that the payment provider refuses: check its id and the account's keys.",
    },
    lastCommand: "Last command",
    lastPassage: "Last passage",
    noneSinceStart: "none since start",
    commands: {
      sent: "sent",
      acknowledged: "carried out",
      "not-acknowledged": "not confirmed",
      "not-sent": "not sent",
    },
    passages: { in: "came in", out: "left" },
    counted: "Counted",
    counts: (into: number, out: number) => `${into} in, ${out} out`,
    countsWithout: (into: number, out: number, withoutEntry: number) =>
      `${into} in, ${out} out, ${withoutEntry} without an entry`,
    cardReader: "Card reader",
    cardReaders: {
      starting: "starting",
      waiting: "waiting for a card",
      reading: "reading a card",
      offline: "offline",
      refused: "refused by the provider",
    },
    openedOver: "Opened over",
  },

  calibration: {
    title: "Calibration",
    empty: "Take everything off all plates of this device and wait 3 seconds.",
    zero: "Zero",
    zeroed: (count: number, all: number) => `Zero of ${count} of ${all} channels measured.`,
    load: "Put a known weight on one plate and wait 3 seconds. Repeat for each plate.",
    plate: "Plate",
    weight: "Weight, grams",
    measure: "Measure",
    refused: {
      "no-weight": "The weight must be a number of grams, such as 500 or 1250.5.",
      "too-few": "Too few readings of the last 3 seconds. Check that the device is online.",
      moving: "The readings still move. Wait 3 seconds and try again.",
      "too-light":
        "The weight hardly changed the reading. Check that it stands on this plate, or use a heavier one.",
    },
    ofChannels: (channels: readonly number[], refused: string) =>
      `Channel ${channels.join(", ")}: ${refused}`,
    expectedError: (grams: string, share: string) =>
      `Expected error: ±${grams} g of a reading, and ±${share}% of a weight (95%).`,
    upsideDown: "The cell is mounted upside down: the negative number corrects that.",
    lines: (key: ComponentChildren, device: ComponentChildren): ComponentChildren => [
      "Replace the ",
      key,
      " of ",
      device,
      " in the configuration with these lines, and restart the shop:",
    ],
    channelsOf: (deviceId: string) => `Channels of ${deviceId}`,
  },

  firmware: {
    title: "Firmware",
    text: "The program of an ESP32 that reads this device's amplifiers. No ESP32 has run it yet: check each channel before you rely on it.",
    kind: "For",
    kinds: { esphome: "ESPHome", arduino: "Arduino" },
    board: "Board",
    amplifier: "Amplifier",
    rate: "Samples a second",
    pin: (use: string) => `GPIO of ${use}`,
    pinsWrong: "Each pin must be the number of a GPIO, such as 16.",
    noAuthority: (key: ComponentChildren): ComponentChildren => [
      "The broker speaks TLS, and the controller has to know whose certificate it has. Add the authority's file to the configuration as ",
      key,
      ", and restart the shop.",
    ],
    /** What is wrong with the wiring, or is to be minded. */
    notes: FIRMWARE_ENGLISH,
    correctWiring: "Correct the wiring",
    beforeFlashing: "Before you flash it",
    addLines: (device: ComponentChildren): ComponentChildren => [
      "Add these lines to ",
      device,
      " in the configuration, so that its wiring is known:",
    ],
    wiringOf: (deviceId: string) => `Wiring of ${deviceId}`,
    esphomeSteps: (
      example: ComponentChildren,
      secrets: ComponentChildren,
      command: ComponentChildren,
    ): ComponentChildren => [
      "Save ",
      example,
      " as ",
      secrets,
      " and fill in your Wi-Fi, the broker's address and the device's key. Then run ",
      command,
      ".",
    ],
    arduinoSteps: (folder: ComponentChildren): ComponentChildren => [
      "Put the file in a folder named ",
      folder,
      ", and fill in your Wi-Fi, the broker's address and the device's key in its first lines. Then upload it with the Arduino IDE.",
    ],
    keyStep: (people: ComponentChildren, deviceId: string): ComponentChildren => [
      "The key is shown once, when an operator creates it: on ",
      people,
      `, add a user named ${deviceId} with the role sensor.`,
    ],
    download: "Download",
    downloadOf: (file: string) => `Download ${file}`,
    /** How amplifiers are wired, as the configuration says. */
    wired: (amplifiers: string, board: string, rateHz: number, pins: string) =>
      `As configured: ${amplifiers} on ${board}, ${rateHz} samples a second. ${pins}.`,
    pinAt: (use: string, pin: number) => `${use} at GPIO${pin}`,
    pinsBetween: ", ",
    cellsBetween: "; ",
  },

  /** Comments in lines of the configuration. */
  yaml: {
    gondola: "the gondola that it weighs on",
    http: "if it sends over HTTP",
    everyMs: {
      esphome: "its update_interval, in milliseconds",
      tasmota: "its TelePeriod, in milliseconds",
    },
  },
};
