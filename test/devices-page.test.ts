/** The page on scales: its examples are good, and its bytes are those of the frame. */
import { readFileSync } from "node:fs";
import { SHIPPED_FORMATS, SHIPPED_MAPS } from "@saunter/ingest/scales/shipped-files";
import { fromFrameJson, SCALE_FRAME_JSON } from "@saunter/protocol/devices/frame-json";
import { packFrame, unpackFrame } from "@saunter/protocol/devices/packed-frame";
import { PEOPLE_FRAME } from "@saunter/protocol/devices/people-frame";
import { GOODS_LINES, LEAST_LINES, listProblems } from "@saunter/shop/config/config-fixture";
import { Compile } from "typebox/compile";
import { describe, expect, it } from "vitest";

const read = (page: string): string =>
  readFileSync(new URL(`../docs/reference/${page}.md`, import.meta.url), "utf8");
const PAGE = read("devices");

const listBlocks = (page: string, language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
    ([, text]) => text!,
  );

const DEVICE = "- { id: shelf-1, gondola: 1, channels: [{ shelf: 1, plates: 1 }] }\n";
const ENVIRONMENT = { MQTT_USER: "the-shop", MQTT_PASSWORD: "its password" };

/** The page's own, on which its devices weigh. */
const FIXTURES = listBlocks(PAGE, "yaml").find((block) => block.startsWith("fixtures:"))!;
const GOODS = GOODS_LINES.replace(/^fixtures:\n(?: .*\n)+/, FIXTURES);

/** A source with an example, which is a device's, the broker's, or of fixtures alone. */
function writeSource(example: string): string {
  if (example === FIXTURES) return writeSource(DEVICE);
  const [mqtt, device] = example.startsWith("mqtt:") ? [example, DEVICE] : ["", example];
  const lines = `kind: sensors\n${mqtt}devices:\n${device.replaceAll(/^(?=.)/gm, "  ")}`;
  return `source:\n${lines.replaceAll(/^(?=.)/gm, "  ")}`;
}

describe("the page on scales", () => {
  const examples = [...listBlocks(PAGE, "yaml"), ...listBlocks(read("scale-plugins"), "yaml")];

  it("has an example of every transport", () => {
    const kinds = ["http", "modbus", "serial", "esphome", "tasmota", "plugin"];
    for (const kind of kinds) expect(examples.join("")).toContain(`kind: ${kind}`);
  });

  it.each(examples)("has an example that a shop takes: %s", (example) => {
    const source = writeSource(example);
    const text = LEAST_LINES.replace("source: { kind: simulated }\n", source + GOODS);
    const files = { "my-scale.mjs": "export const open = () => {};", "ca.crt": "" };
    expect(listProblems(text, { environment: ENVIRONMENT, files })).toEqual([]);
  });

  it("names every map and format that comes with the program", () => {
    for (const name of [...SHIPPED_MAPS, ...SHIPPED_FORMATS]) expect(PAGE).toContain(name);
  });

  it("shows positions of people, and frames in its commands", () => {
    const [, people] = listBlocks(PAGE, "json").map((text) => JSON.parse(text) as unknown);
    expect(Compile(PEOPLE_FRAME).Check(people)).toBe(true);
    const sent = [...PAGE.matchAll(/-[dm] '(\{.*\})'/g)].map(([, text]) => JSON.parse(text!));
    expect(sent.length).toBe(2);
    for (const frame of sent) expect(Compile(SCALE_FRAME_JSON).Check(frame)).toBe(true);
  });

  it("shows one frame as JSON and packed", () => {
    const [json] = listBlocks(PAGE, "json").map((text) => JSON.parse(text) as unknown);
    if (!Compile(SCALE_FRAME_JSON).Check(json)) throw new Error("it is no frame");
    const read = fromFrameJson(json);
    if (!read.ok || json.crc32 === undefined) throw new Error("it has no checksum, or a wrong one");
    const { frame } = read;
    const [hex] = listBlocks(PAGE, "hex");
    const bytes = Buffer.from(hex!.replaceAll(/\s/g, ""), "hex");
    expect(Buffer.from(packFrame(frame)).equals(bytes)).toBe(true);
    expect(unpackFrame(bytes)).toEqual({ ok: true, frame });
  });
});
