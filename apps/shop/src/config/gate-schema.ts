/** A gate in a configuration: where it is, and what moves and watches it. */
import { OPEN_MS_MAX } from "@saunter/ingest/gates/gate-limits";
import { GATE_PRESETS } from "@saunter/ingest/gates/shipped-presets";
import Type, { type Static } from "typebox";
import { CONFIG_DEFAULTS } from "./config-defaults.ts";
import { LINE } from "./line-schema.ts";
import { makeChoice, makeKeys, makeName, makeSecret, makeText, makeWhole } from "./schema-parts.ts";
import { ZONE } from "./zone-schema.ts";

const RELAY = {
  channel: makeWhole("Its relay, from 1", 1, 16, { default: CONFIG_DEFAULTS.gates.channel }),
  openMs: makeWhole("How long the relay closes, ms", 200, OPEN_MS_MAX, {
    default: CONFIG_DEFAULTS.gates.openMs,
  }),
};

const ACTUATOR = Type.Union(
  [
    makeKeys("A relay or turnstile over MQTT, at the broker of source.mqtt", {
      kind: Type.Literal("mqtt"),
      preset: makeText(
        `How it is told: ${GATE_PRESETS.mqtt.join(", ")}, or a file of your own`,
        "path",
        { default: CONFIG_DEFAULTS.gates.preset },
      ),
      topic: Type.Optional(
        makeText("The device's own name in its topics; left out: device", "topic"),
      ),
      component: Type.Optional(makeText("ESPHome's name of the switch or lock", "sensor-name")),
      ...RELAY,
    }),
    makeKeys("A relay over HTTP", {
      kind: Type.Literal("http"),
      preset: makeText(
        `How it is told: ${GATE_PRESETS.http.join(", ")}, or a file of your own`,
        "path",
      ),
      url: makeText("Its address, such as http://192.0.2.20", "web-url"),
      secret: Type.Optional(makeSecret("What it is sent as authorization; left out: nothing")),
      scheme: makeChoice(
        "How the secret is sent: as it is, or as name:password",
        ["bearer", "basic"],
        {
          default: CONFIG_DEFAULTS.gates.scheme,
        },
      ),
      ...RELAY,
    }),
  ],
  { description: "What opens it; left out: a program of its own, or nothing" },
);

const TOPIC_MATCH = (description: string) =>
  makeKeys(description, {
    topic: makeText("Topic of a device that publishes texts", "topic"),
    payload: makeName("Its text where it happens, such as ON"),
  });

const PASSAGE = makeKeys("A turnstile or light barrier that counts who passes; left out: none", {
  withinMs: makeWhole(
    "Time to pass, ms: whoever was admitted and has not passed by then has not come in",
    2000,
    120_000,
    { default: CONFIG_DEFAULTS.gates.withinMs },
  ),
  in: Type.Optional(TOPIC_MATCH("One person has come in; left out: the controller reports it")),
  out: Type.Optional(TOPIC_MATCH("One person has left; left out: the controller reports it")),
});

const CODE_READER = Type.Union(
  [
    makeKeys("The gate's controller reports what it has read, over MQTT or HTTP", {
      kind: Type.Literal("reports"),
    }),
    makeKeys("A reader that publishes the text", {
      kind: Type.Literal("mqtt"),
      topic: makeText("Its topic", "topic"),
    }),
    makeKeys("A reader that writes each code as a line", { kind: Type.Literal("serial"), ...LINE }),
  ],
  { description: "A reader of QR codes; left out: none" },
);

const CARD_READER = makeKeys("A reader of bank cards; left out: none", {
  kind: makeChoice("What drives it: Stripe's servers", ["stripe-terminal"]),
  readerId: makeText("Its id at Stripe, such as tmr_1A2b3C", "reader-id"),
});

export const GATE = makeKeys("A gate", {
  id: makeText("Short name of the gate", "id"),
  name: makeName("Name on screens"),
  direction: makeChoice("Direction of people through it", ["in", "out", "both"]),
  zone: Type.Optional({
    ...ZONE,
    description:
      "Where people stand to go through; left out: the entrance, or the exit for an exit gate",
  }),
  device: Type.Optional(
    makeText(
      "Id of its controller, which signs in with the key of a user of that name and the role sensor; left out: the gate's id",
      "device-id",
    ),
  ),
  actuator: Type.Optional(ACTUATOR),
  contact: Type.Optional(
    makeKeys("A door contact that publishes texts; left out: the controller reports the door", {
      topic: makeText("Its topic", "topic"),
      open: makeName("Its text while the door is open", {
        default: CONFIG_DEFAULTS.gates.contactOpen,
      }),
      closed: makeName("Its text while the door is closed", {
        default: CONFIG_DEFAULTS.gates.contactClosed,
      }),
    }),
  ),
  passage: Type.Optional(PASSAGE),
  codeReader: Type.Optional(CODE_READER),
  cardReader: Type.Optional(CARD_READER),
});

export type GateSettings = Static<typeof GATE>;
