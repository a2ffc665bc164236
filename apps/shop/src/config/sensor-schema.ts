/** Live sensors in a configuration: the controllers of scales, how their readings arrive, and what each channel weighs. */

import { SHIPPED_FORMATS, SHIPPED_MAPS } from "@saunter/ingest/scales/shipped-files";
import { BOARD_NAMES } from "@saunter/protocol/devices/firmware/boards";
import {
  MULTIPLEXER_ADDRESS_LEAST,
  MULTIPLEXER_ADDRESS_MOST,
  MULTIPLEXER_PORT_MOST,
} from "@saunter/protocol/devices/firmware/firmware-plan";
import { FRAME_LIMITS } from "@saunter/protocol/devices/scale-frame";
import Type, { type Static } from "typebox";
import { CONFIG_DEFAULTS } from "./config-defaults.ts";
import { CONFIG_LIMITS } from "./config-limits.ts";
import { LINE } from "./line-schema.ts";
import {
  makeAnyKeys,
  makeChoice,
  makeDigits,
  makeKeys,
  makeList,
  makeSecret,
  makeText,
  makeWhole,
} from "./schema-parts.ts";

const CHANNEL = makeKeys("Channels of a controller, one after the other", {
  channel: Type.Optional(
    makeWhole(
      "The first of them as the controller counts, from 1; left out: the next",
      1,
      FRAME_LIMITS.channelsMax,
    ),
  ),
  shelf: makeWhole("Number of the shelf, 1 the lowest", 1, CONFIG_LIMITS.shelvesMax),
  plates: Type.Union(
    [
      makeDigits("Such as 3-5", "plates"),
      makeList(
        "Numbers of plates",
        makeWhole("A plate", 1, CONFIG_LIMITS.platesMax),
        CONFIG_LIMITS.platesMax,
        { minItems: 1 },
      ),
    ],
    {
      description:
        "Plates that they weigh, one each, such as 1-6; under a board on load cells, the channels of its cells",
    },
  ),
  unit: makeChoice(
    "Unit of the readings; counts are those of the amplifier and need gramsPerCount",
    ["counts", "g", "kg", "lb", "oz"],
    { default: CONFIG_DEFAULTS.sensors.unit },
  ),
  zero: Type.Number({
    description: "Reading of the empty plate, in that unit",
    minimum: -1e12,
    maximum: 1e12,
    default: CONFIG_DEFAULTS.sensors.zero,
  }),
  gramsPerCount: Type.Optional(
    Type.Number({
      description: "Grams of a count, below 0 where the cell is mounted upside down",
      minimum: -1e6,
      maximum: 1e6,
    }),
  ),
});

const EVERY_MS = makeWhole(
  "How often each reading comes, milliseconds, as the device is set",
  Math.ceil(1000 / FRAME_LIMITS.rateHzMax),
  Math.floor(1000 / FRAME_LIMITS.rateHzMin),
);

const SENSORS_OF_DEVICE = makeList(
  "Its sensors, a channel each, in the channels' order",
  makeText("Name in the topic of an ESPHome sensor; in Tasmota's message a path", "sensor-name"),
  FRAME_LIMITS.channelsMax,
  { minItems: 1 },
);

const TRANSPORT = Type.Union(
  [
    makeKeys("Frames over MQTT", { kind: Type.Literal("mqtt") }),
    makeKeys("Frames over HTTP: POST /v1/devices/{id}/frames", { kind: Type.Literal("http") }),
    makeKeys("Modbus RTU or TCP", {
      kind: Type.Literal("modbus"),
      ...LINE,
      unitId: makeWhole("Its address on the bus", 1, 255, {
        default: CONFIG_DEFAULTS.modbus.unitId,
      }),
      map: makeText(
        `Its register map: ${SHIPPED_MAPS.join(", ")}, or a file of your own`,
        "register-map",
      ),
      everyMs: Type.Optional(
        makeWhole("Polling period, milliseconds; left out: the map's", 10, 10_000),
      ),
    }),
    makeKeys("A scale that says its weight on a serial line", {
      kind: Type.Literal("serial"),
      ...LINE,
      protocol: makeText(
        `Protocol of its lines: ${SHIPPED_FORMATS.join(", ")}, or a file of your own`,
        "line-format",
      ),
    }),
    makeKeys("ESPHome's topics, whose prefix is the controller's id", {
      kind: Type.Literal("esphome"),
      sensors: SENSORS_OF_DEVICE,
      everyMs: EVERY_MS,
    }),
    makeKeys("Tasmota's messages, whose topic is the controller's id", {
      kind: Type.Literal("tasmota"),
      sensors: SENSORS_OF_DEVICE,
      everyMs: EVERY_MS,
    }),
    makeKeys("A program of your own", {
      kind: Type.Literal("plugin"),
      module: makeText("File of the JavaScript module", "path"),
      everyMs: EVERY_MS,
      options: makeAnyKeys("What its function open is given", { default: {} }),
    }),
  ],
  { description: "How its readings arrive; left out: over MQTT" },
);

const GPIO = (description: string) => makeWhole(description, 0, 48);

const WIRED = {
  board: makeChoice("The board that it runs on", [...BOARD_NAMES]),
  samplesPerSecond: makeWhole(
    "Samples a second: 10 or 80 of an HX711 (80 needs its RATE pin wired to its supply), 10, 20, 40, 80 or 320 of a NAU7802",
    10,
    320,
    { default: CONFIG_DEFAULTS.sensors.samplesPerSecond },
  ),
  gain: makeWhole(
    "The amplifiers' gain: 128 or 64 of an HX711, or 32 on its channel B; a power of two of a NAU7802",
    1,
    128,
    { default: CONFIG_DEFAULTS.sensors.gain },
  ),
};

const WIRING = Type.Union(
  [
    makeKeys("Amplifiers with two pins each", {
      kind: Type.Literal("hx711"),
      ...WIRED,
      cells: makeList(
        "Pins of each channel's amplifier, in the order of channels",
        makeKeys("A cell", {
          dout: GPIO("GPIO that its DOUT (DT) is wired to"),
          sck: GPIO("GPIO that its SCK is wired to"),
        }),
        FRAME_LIMITS.channelsMax,
        { minItems: 1 },
      ),
    }),
    makeKeys("Amplifiers on one bus, several behind a multiplexer", {
      kind: Type.Literal("nau7802"),
      ...WIRED,
      sda: GPIO("GPIO of the bus's SDA"),
      scl: GPIO("GPIO of the bus's SCL"),
      cells: makeList(
        "Where each channel's amplifier is, in the order of channels",
        makeKeys("A cell", {
          multiplexer: Type.Optional(
            makeWhole(
              "Address of its TCA9548 multiplexer, 112 (0x70) to 119; left out: it is on the bus itself",
              MULTIPLEXER_ADDRESS_LEAST,
              MULTIPLEXER_ADDRESS_MOST,
            ),
          ),
          port: Type.Optional(makeWhole("The multiplexer's port", 0, MULTIPLEXER_PORT_MOST)),
        }),
        FRAME_LIMITS.channelsMax,
        { minItems: 1 },
      ),
    }),
  ],
  {
    description:
      "How an ESP32 is wired to its amplifiers, for saunter devices firmware; left out: its program is your own",
  },
);

const DEVICE = makeKeys("A controller of scales", {
  id: makeText("Its id: lower-case letters, digits and hyphens", "device-id"),
  gondola: makeWhole("Number of the gondola that it weighs on", 1, 100_000),
  transport: Type.Optional(TRANSPORT),
  wiring: Type.Optional(WIRING),
  calibration: Type.Optional(
    makeWhole(
      "Calibration that its frames must name, where the controller makes grams by itself; frames by another are not used; left out: any",
      0,
      0xffff_ffff,
    ),
  ),
  door: Type.Optional(
    makeKeys("Contact at the door of its gondola", {
      channel: makeWhole(
        "Channel that gives it, as the controller counts, from 1",
        1,
        FRAME_LIMITS.channelsMax,
      ),
      openReads: makeWhole(
        "What it reads while the door is open; the other of 0 and 1 is closed",
        0,
        1,
        {
          default: CONFIG_DEFAULTS.sensors.openReads,
        },
      ),
    }),
  ),
  channels: makeList("What each of its channels weighs", CHANNEL, FRAME_LIMITS.channelsMax, {
    minItems: 1,
  }),
});

const MQTT = makeKeys(
  "The MQTT broker that controllers publish to; without an address it is one inside the process",
  {
    url: Type.Optional(
      makeText("Address of a broker of your own, such as mqtts://broker.local:8883", "mqtt-url"),
    ),
    user: Type.Optional(makeSecret("The shop's name at your broker")),
    password: Type.Optional(makeSecret("Its password")),
    ca: Type.Optional(
      makeText("File of the certificate authority that your broker's certificate is from", "path"),
    ),
    cert: Type.Optional(
      makeText("File of the shop's own certificate, where your broker asks for one", "path"),
    ),
    key: Type.Optional(makeText("File of its private key", "path")),
    prefix: makeText("First level of all topics", "id", {
      default: CONFIG_DEFAULTS.sensors.prefix,
    }),
    host: makeText("Address that the broker inside the process listens on", "host", {
      default: CONFIG_DEFAULTS.sensors.host,
    }),
    port: Type.Optional(
      makeWhole("Its port; left out: 1883, or 8883 where it has certificates", 1, 65_535),
    ),
    certificates: Type.Optional(
      makeText(
        "Folder of its certificates, with which it listens with TLS: ca.crt, broker.crt and broker.key; made at the first start where none is there",
        "path",
      ),
    ),
  },
  { default: {} },
);

export const SENSORS = makeKeys("The shop's own scales, and cameras beside them", {
  kind: Type.Literal("sensors"),
  cameras: Type.Optional(
    makeText(
      "File of the live cameras, as saunter watch takes it; left out: people come over MQTT",
      "path",
    ),
  ),
  mqtt: MQTT,
  devices: makeList("Controllers of scales", DEVICE, CONFIG_LIMITS.devicesMax, { minItems: 1 }),
});

export type SensorSettings = Static<typeof SENSORS>;
export type DeviceSettings = Static<typeof DEVICE>;
export type ChannelSettings = Static<typeof CHANNEL>;
