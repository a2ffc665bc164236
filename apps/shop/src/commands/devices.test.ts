import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createCapturedIo } from "../command-line/captured-io.ts";
import { runCommandLine } from "../command-line/run-command-line.ts";
import { GOODS_LINES, listProblems, loadText, SHOP_LINES } from "../config/config-fixture.ts";
import { formatProblem } from "../config/config-problem.ts";
import { addDevicesCommand } from "./devices.ts";

const HX711 =
  "{ kind: hx711, board: esp32, cells: [{ dout: 16, sck: 17 }, { dout: 18, sck: 19 }] }";

function configWith(wiring: string | null, more = ""): string {
  const wired = wiring === null ? "" : `\n      wiring: ${wiring}`;
  return `${SHOP_LINES}source:
  kind: sensors${more}
  devices:
    - id: shelf-1
      gondola: 1
      channels: [{ shelf: 1, plates: 1-2, unit: counts, gramsPerCount: 0.0023 }]${wired}
tax: { jurisdiction: UK }
payment: { gateway: { kind: none } }
${GOODS_LINES}`;
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "saunter-devices-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

async function run(config: string, ...args: readonly string[]) {
  const file = join(folder, "shop.yaml");
  writeFileSync(file, config);
  const captured = createCapturedIo();
  const own = args.includes("--out") ? [] : ["--out", join(folder, "out")];
  const code = await runCommandLine(
    ["devices", "firmware", ...args, "--config", file, ...own],
    "1.2.3",
    captured.io,
    (program) => addDevicesCommand(program, { io: captured.io, environment: {} }),
  );
  return { code, out: captured.out(), err: captured.err() };
}

const read = (name: string) => readFileSync(join(folder, "out", name), "utf8");

describe("saunter devices firmware", () => {
  it("writes what ESPHome takes, and says what to do next", async () => {
    const { code, err, out } = await run(configWith(HX711), "shelf-1");
    expect([code, out]).toEqual([0, expect.stringContaining("esphome run")]);
    expect(out).toMatch(/saunter user add shelf-1 --role sensor --key --data \S+\n/);
    expect(err).toContain("set source.mqtt.host to this machine's address");
    const esphome = parse(read("shelf-1.yaml"), { logLevel: "error" });
    expect(esphome.esphome.includes).toEqual(["saunter-shelf-1.h"]);
    expect(read("saunter-shelf-1.h")).toContain('"saunter/scales/shelf-1/frames"');
    const secrets = Object.keys(parse(read("secrets.example.yaml")));
    const wanted = [...read("shelf-1.yaml").matchAll(/!secret (\w+)/g)].map(([, name]) => name);
    expect(secrets.toSorted()).toEqual(wanted.toSorted());
  });

  it("writes a sketch, on the shop's own prefix, for a broker that controllers reach", async () => {
    const mqtt = "\n  mqtt: { prefix: corner, host: 192.168.1.10 }";
    const { code, err, out } = await run(configWith(HX711, mqtt), "shelf-1", "--arduino");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("shelf-1.ino");
    const sketch = read("shelf-1/shelf-1.ino");
    expect(sketch).toContain('"corner/scales/shelf-1/frames"');
    expect(sketch).toContain('"mqtt://192.168.1.10:1883"');
  });

  it("knows the authority of a broker with TLS, or says that it has to", async () => {
    const broker = (more: string) => `\n  mqtt: { url: "mqtts://broker.local"${more} }`;
    const without = await run(configWith(HX711, broker("")), "shelf-1");
    expect([without.code, without.err]).toEqual([1, expect.stringMatching(/source\.mqtt\.ca/)]);
    writeFileSync(join(folder, "ca.crt"), "-----THE AUTHORITY-----\n");
    const { code, err } = await run(configWith(HX711, broker(", ca: ca.crt")), "shelf-1");
    expect([code, err]).toEqual([0, ""]);
    expect(read("secrets.example.yaml")).toContain('"mqtts://broker.local:8883"');
    expect(read("secrets.example.yaml")).not.toContain("Without TLS");
    const header = read("saunter-shelf-1.h");
    expect(header).toContain('AUTHORITY = R"pem(-----THE AUTHORITY-----\n)pem";');
    expect(header).toContain("CERTIFICATE_KEY = nullptr;");
  });

  it("signs in with a certificate where its folder is given, and is private then", async () => {
    const tls = join(folder, "tls");
    const config = configWith(HX711, "\n  mqtt: { host: 192.168.1.10, certificates: tls }");
    const missing = await run(config, "shelf-1", "--certificates", tls);
    expect(missing.err).toMatch(/ca\.crt is not there: make it with saunter devices certificates/);
    mkdirSync(join(tls, "devices"), { recursive: true });
    for (const name of ["ca.crt", "devices/shelf-1.crt", "devices/shelf-1.key"]) {
      writeFileSync(join(tls, name), `-----${name}-----`);
    }
    const { code, err } = await run(config, "shelf-1", "--certificates", tls, "--arduino");
    expect([code, err]).toEqual([0, ""]);
    const sketch = read("shelf-1/shelf-1.ino");
    expect(sketch).toContain('CERTIFICATE = R"pem(-----devices/shelf-1.crt-----\n)pem";');
    expect(sketch).toContain('"mqtts://192.168.1.10:8883"');
    expect(statSync(join(folder, "out", "shelf-1", "shelf-1.ino")).mode & 0o077).toBe(0);
  });

  it("overwrites no sketch that somebody has filled in, unless told to", async () => {
    await run(configWith(HX711), "shelf-1", "--arduino");
    const path = join(folder, "out", "shelf-1", "shelf-1.ino");
    writeFileSync(path, "mine");
    const refused = await run(configWith(HX711), "shelf-1", "--arduino");
    expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/--out.*--force/)]);
    expect(read("shelf-1/shelf-1.ino")).toBe("mine");
    expect((await run(configWith(HX711), "shelf-1", "--arduino", "--force")).code).toBe(0);
    expect(read("shelf-1/shelf-1.ino")).not.toBe("mine");
  });

  it.each([
    ["another device", configWith(HX711), "shelf-9", "has no device shelf-9; it has: shelf-1"],
    ["no wiring", configWith(null), "shelf-1", "give it wiring"],
    [
      "another transport",
      configWith(`${HX711}\n      transport: { kind: http }`),
      "shelf-1",
      "transport: { kind: mqtt }",
    ],
    [
      "another source",
      `${SHOP_LINES}source: { kind: simulated }\ntax: { jurisdiction: UK }\npayment: { gateway: { kind: none } }\n`,
      "shelf-1",
      "set source.kind: sensors",
    ],
  ])("says what to do: %s", async (_, config, device, message) => {
    const { code, err } = await run(config, device);
    expect([code, err]).toEqual([1, expect.stringContaining(message)]);
  });
});

/** A key of that name would make a promise of an object, says the linter. */
const THEN = "then";

/**
 * Keys of ESPHome that the file uses, as its documentation lists them: https://esphome.io/components/esphome/,
 * esp32, logger, wifi, substitutions and ota/esphome. Lists are described by their items.
 */
const ESPHOME_KEYS = {
  substitutions: { broker: "secret", token: "secret" },
  esphome: {
    name: /^[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?$/,
    min_version: /^\d{4}\.\d+\.\d+$/,
    includes: /^[\w-]+\.h$/,
    on_boot: {
      priority: /^-?\d+$/,
      [THEN]: { lambda: /^if \(!saunter::begin\(\{.*\}\)\)\s+ESP_LOGE\(.*\);$/s },
    },
  },
  esp32: {
    variant: /^esp32(?:c3|c6|s3)?$/,
    framework: {
      type: /^esp-idf$/,
      advanced: { include_builtin_idf_components: /^mqtt$/ },
    },
  },
  logger: { level: /^INFO$/ },
  interval: { interval: /^5s$/, [THEN]: { lambda: /describeCounts/ } },
  wifi: {
    ssid: "secret",
    password: "secret",
    power_save_mode: /^none$/,
    reboot_timeout: /^0s$/,
  },
  ota: { platform: /^esphome$/, password: "secret" },
} as const;

/** What is not as it should be, by path. */
function listFaults(found: unknown, wanted: unknown, path: string): string[] {
  if (Array.isArray(found)) return found.flatMap((one) => listFaults(one, wanted, `${path}[]`));
  if (wanted === "secret") return /^!secret \w+$/.test(String(found)) ? [] : [path];
  if (wanted instanceof RegExp) return wanted.test(String(found).trim()) ? [] : [path];
  if (typeof found !== "object" || found === null) return [path];
  return [...new Set([...Object.keys(found), ...Object.keys(wanted as object)])].flatMap((key) => {
    const inner = (wanted as Record<string, unknown>)[key];
    const value = (found as Record<string, unknown>)[key];
    return inner === undefined || value === undefined
      ? [`${path}.${key}`]
      : listFaults(value, inner, `${path}.${key}`);
  });
}

const SECRET_TAG = { tag: "!secret", resolve: (name: string) => `!secret ${name}` };

describe("the file for ESPHome", () => {
  it.each([
    ["esp32", HX711],
    ["esp32-c3", HX711],
    ["esp32-c6", HX711],
    ["esp32-s3", HX711],
    [
      "esp32-s3",
      "{ kind: nau7802, board: esp32, sda: 8, scl: 9, cells: [{ multiplexer: 112, port: 0 }, { multiplexer: 112, port: 1 }] }",
    ],
  ])("has ESPHome's keys and no others, for an %s", async (board, wiring) => {
    const pins = { 16: 0, 17: 1, 18: 3, 19: 10 };
    const fitting =
      board === "esp32-c3"
        ? wiring.replace(/1[6-9]/g, (pin) => String(pins[Number(pin) as keyof typeof pins]))
        : wiring;
    const config = configWith(fitting.replace("board: esp32", `board: ${board}`));
    expect(await run(config, "shelf-1")).toMatchObject({ code: 0 });
    const found = parse(read("shelf-1.yaml"), { customTags: [SECRET_TAG] });
    expect(listFaults(found, ESPHOME_KEYS, "")).toEqual([]);
    expect(found.esp32.variant).toBe(board.replace("-", ""));
    expect(listFaults({ ...found, api: {} }, ESPHOME_KEYS, "")).toEqual([".api"]);
    expect(
      listFaults({ ...found, wifi: { ...found.wifi, password: "1234" } }, ESPHOME_KEYS, ""),
    ).toEqual([".wifi.password"]);
  });
});

describe("the wiring in a configuration", () => {
  it.each([
    ["a pin twice", HX711.replace("dout: 18", "dout: 17"), "GPIO17 is SCK of cell 1 already"],
    ["a pin of the flash memory", HX711.replace("18", "7"), "GPIO7 belongs to the flash memory"],
    ["an input as a clock", HX711.replace("19", "34"), "GPIO34 can only be read"],
    ["too few cells", HX711.replace(", { dout: 18, sck: 19 }", ""), "found 1; allowed: 2"],
    ["a rate", HX711.replace("esp32,", "esp32, samplesPerSecond: 20,"), "rates of 10, 80, not 20"],
    [
      "two chips of one address",
      "{ kind: nau7802, board: esp32-s3, sda: 8, scl: 9, cells: [{}, {}] }",
      "all NAU7802 have one address",
    ],
    [
      "a port twice",
      "{ kind: nau7802, board: esp32-s3, sda: 8, scl: 9, cells: [{ multiplexer: 112, port: 0 }, { multiplexer: 112, port: 0 }] }",
      "port 0 of the multiplexer at 112 is in use",
    ],
  ])("is refused with %s", (_, wiring, message) => {
    const problems = listProblems(configWith(wiring));
    expect(problems).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
  });

  it("warns of a pin that decides how the board starts", () => {
    const loaded = loadText(configWith(HX711.replace("dout: 18", "dout: 12")));
    expect(loaded.warnings.map(formatProblem)).toContainEqual(
      expect.stringMatching(/^shop\.yaml:\d+:.*DOUT of cell 2: GPIO12 decides how the board/),
    );
  });
});
