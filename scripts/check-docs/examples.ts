/** Examples in the documentation that the programs would refuse. */
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { loadChainConfig } from "@saunter/chain/config/load-chain-config";
import { createHubKeys } from "@saunter/chain/hub/hub-keys";
import { parseHttpPreset } from "@saunter/ingest/gates/gate-preset";
import { fromFrameJson, SCALE_FRAME_JSON } from "@saunter/protocol/devices/frame-json";
import { GATE_REPORT } from "@saunter/protocol/devices/gate-messages";
import { packFrame } from "@saunter/protocol/devices/packed-frame";
import { PEOPLE_FRAME } from "@saunter/protocol/devices/people-frame";
import { listProblems } from "@saunter/shop/config/config-fixture";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { parse, stringify } from "yaml";
import { ROOT } from "../../docs/.vitepress/pages.ts";

const CHAIN_PAGES = ["chain.md", "chain-sign-in.md", "operations.md"];
/** They need files that a page does not show: a calibration of cameras, and keys, with which `apps/cart` tests its page. */
const UNCHECKED_PAGES = ["cameras.md", "smart-cart.md"];

type Settings = Readonly<Record<string, unknown>>;

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const listBlocks = (file: string, language: string): string[] =>
  [...read(file).matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
    ([, text]) => text!,
  );

/** One line a problem. */
export function findBadExamples(): string[] {
  return [...findBadConfigs(), ...findBadFrames(), ...findBadGateMessages()];
}

function findBadConfigs(): string[] {
  const pages = globSync("docs/**/*.md", { cwd: ROOT }).filter(
    (page) => !UNCHECKED_PAGES.includes(basename(page)),
  );
  return pages.flatMap((page) => {
    const blocks = listBlocks(page, "yaml").map((text): unknown => parse(text));
    const check = CHAIN_PAGES.includes(basename(page)) ? checkChain : checkShop;
    return check(blocks).map((problem) => `${page}: ${problem}`);
  });
}

/** A page's sections replace those of examples/shop.yaml, one block after the other; the program loads the whole. */
function checkShop(blocks: readonly unknown[]): string[] {
  const device = { id: "shelf-1", gondola: 1, channels: [{ shelf: 1, plates: 1 }] };
  const source = { kind: "sensors", devices: [device] };
  const files: Record<string, string> = { "my-scale.mjs": "", "ca.crt": "" };
  let settings: Settings = { ...parse(read("examples/shop.yaml")), source };
  return blocks.flatMap((block) => {
    if (Array.isArray(block)) settings = { ...settings, source: { ...source, devices: block } };
    else settings = { ...settings, ...fitToExample(block as Settings, source) };
    return listProblems(stringify(settings), { files, environment });
  });
}

/** Other fixtures hold other products, and a broker is a part of the source. */
function fitToExample(sections: Settings, source: Settings): Settings {
  const { mqtt, ...rest } = sections;
  if (mqtt !== undefined) return { ...rest, source: { ...source, mqtt } };
  const planogram = [{ gondola: 1, shelf: 1, plates: 1, gtin: 5000001000011 }];
  return rest.fixtures === undefined ? rest : { planogram, ...rest };
}

/** Secrets by the names of their variables, in the forms that are checked. */
const environment = {
  ...{ STRIPE_KEY: "sk_test_1", STRIPE_WEBHOOK: "whsec_1", FISCAL_SECRET: "a long secret" },
  ...{ MQTT_USER: "shop", MQTT_PASSWORD: "secret" },
};

function checkChain(blocks: readonly unknown[]): string[] {
  const head: Settings = {
    publicUrl: "https://chain.example",
    owner: { email: "owner@chain.example" },
    database: { url: "SAUNTER_CHAIN_DATABASE" },
    hub: { shards: 1, servers: ["hub-1:4222"], credentials: "SECRET", keys: { file: "keys.json" } },
  };
  const keys = JSON.stringify(createHubKeys());
  let settings = head;
  return blocks.flatMap((block) => {
    settings = { ...settings, ...(block as Settings) };
    const text = stringify(settings);
    const names = text.match(/\b[A-Z]+(?:_[A-Z]+)*\b/g)!;
    const loaded = loadChainConfig(text, {
      environment: Object.fromEntries(names.map((name) => [name, "a long enough secret"])),
      readText: (path) => (path.endsWith("keys.json") ? keys : "a secret"),
    });
    return loaded.ok ? [] : loaded.faults.map(({ keyPath, message }) => `${keyPath}: ${message}`);
  });
}

const check = (file: string, schema: TSchema, value: unknown): string[] =>
  Compile(schema).Check(value)
    ? []
    : [`${file}: the program refuses ${JSON.stringify(value).slice(0, 80)}…`];

/** A frame as JSON and packed, positions of people, and frames that commands send. */
function findBadFrames(): string[] {
  const file = "docs/reference/devices.md";
  const [frame, people] = listBlocks(file, "json").map((text) => JSON.parse(text));
  const sent = [...read(file).matchAll(/-[dm] '(\{.*\})'/g)].map(([, text]) => JSON.parse(text!));
  const result = fromFrameJson(frame);
  const packed = listBlocks(file, "hex")[0]!.replaceAll(/\s/g, "");
  const isPacked = result.ok && Buffer.from(packFrame(result.frame)).toString("hex") === packed;
  return [
    ...[frame, ...sent].flatMap((one) => check(file, SCALE_FRAME_JSON, one)),
    ...check(file, PEOPLE_FRAME, people),
    ...(isPacked ? [] : [`${file}: the packed frame is not the frame in JSON`]),
  ];
}

/** A preset of one's own, and what a gate's controller reports. */
function findBadGateMessages(): string[] {
  const file = "docs/doors.md";
  const [preset, , reports] = listBlocks(file, "json");
  parseHttpPreset(preset!);
  return (JSON.parse(reports!.replaceAll("…", "")) as unknown[]).flatMap((report) =>
    check(file, GATE_REPORT, report),
  );
}
