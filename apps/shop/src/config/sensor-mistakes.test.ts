/** What newcomers write wrong of their scales: each is told with its line, and with what to do. */
import { describe, expect, it } from "vitest";
import { GOODS_LINES, LEAST_LINES, loadText } from "./config-fixture.ts";
import { formatProblem } from "./config-problem.ts";

const SOURCE = `source:
  kind: sensors
  mqtt: { port: 1883 }
  devices:
    - id: shelf-1
      gondola: 1
      channels:
        - { shelf: 1, plates: 1-4, unit: counts, zero: 84500, gramsPerCount: 0.00233 }
    - id: shelf-2
      gondola: 2
      channels:
        - { shelf: 1, plates: 1-4, unit: g }
`;
const FIRST = "- { shelf: 1, plates: 1-4, unit: counts, zero: 84500, gramsPerCount: 0.00233 }";
const SECOND = "- { shelf: 1, plates: 1-4, unit: g }";
const WIRING = `gondola: 1
      wiring:
        kind: hx711
        board: esp32
        cells: [{ dout: 16, sck: 17 }, { dout: 18, sck: 19 }, { dout: 21, sck: 22 }, { dout: 23, sck: 25 }]`;
const transport = (text: string): readonly [string, string] => [
  "gondola: 2\n",
  `gondola: 2\n      transport: ${text}\n`,
];
const wiring = (from: string, to: string): readonly [string, string] => [
  "gondola: 1",
  WIRING.replace(from, to),
];

/** What stands there, what is written in its place, and what is told; lines are those of the file. */
const MISTAKES: readonly (readonly [string, readonly [string, string], RegExp])[] = [
  ["a tab", ["      gondola: 1", "\t  gondola: 1"], /^shop\.yaml:14:1: .*spaces, not with tabs/],
  [
    "a key that is indented too little",
    [
      "      channels:\n        - { shelf: 1, plates: 1-4, unit: c",
      "     channels:\n        - { shelf: 1, plates: 1-4, unit: c",
    ],
    /^shop\.yaml:1\d:\d+: this is no YAML: .*look at the indentation/,
  ],
  [
    "devices without a dash",
    ["    - id: shelf-1", "      id: shelf-1"],
    /^shop\.yaml:1\d:\d+: .*(a list of|look at the indentation)/,
  ],
  [
    "a kind with a letter too few",
    ["kind: sensors", "kind: sensor"],
    /^shop\.yaml:10:9: source\.kind: .*did you mean "sensors"/,
  ],
  [
    "a key with a letter too few",
    [
      "      channels:\n        - { shelf: 1, plates: 1-4, unit: g",
      "      channel:\n        - { shelf: 1, plates: 1-4, unit: g",
    ],
    /^shop\.yaml:\d+:7: source\.devices\[1\]\.channel: .*did you mean "channels"/,
  ],
  [
    "mqtt beside source",
    [
      "source:\n  kind: sensors\n  mqtt: { port: 1883 }",
      "mqtt: { port: 1883 }\nsource:\n  kind: sensors",
    ],
    /^shop\.yaml:9:1: mqtt: .*it belongs below source: indent it/,
  ],
  [
    "no devices",
    [SOURCE.slice(SOURCE.indexOf("  devices")), "  devices: []\n"],
    /^shop\.yaml:12:12: source\.devices: .*a list of 1 to 1000/,
  ],
  [
    "no channels",
    [`      channels:\n        ${SECOND}\n`, ""],
    /^shop\.yaml:17:7: source\.devices\[1\]\.channels: this key is missing/,
  ],
  [
    "no plates",
    ["plates: 1-4, unit: g", "unit: g"],
    /channels\[0\]\.plates: this key is missing; allowed: plates such as 3-5/,
  ],
  [
    "one id twice",
    ["id: shelf-2", "id: shelf-1"],
    /^shop\.yaml:17:11: source\.devices\[1\]\.id: controller shelf-1 is given twice; first at shop\.yaml:13/,
  ],
  [
    "an id with capitals",
    ["id: shelf-2", "id: Shelf_2"],
    /^shop\.yaml:17:11: .*lower-case letters, digits and hyphens/,
  ],
  [
    "a gondola that is not there",
    ["gondola: 2\n      channels", "gondola: 7\n      channels"],
    /^shop\.yaml:18:16: source\.devices\[1\]\.gondola: fixtures have no gondola 7; allowed: 1, 2$/,
  ],
  [
    "a shelf that is not there",
    [SECOND, "- { shelf: 2, plates: 1-4 }"],
    /^shop\.yaml:20:20: .*shelf: gondola 2 has no shelf 2; allowed: 1 to 1$/,
  ],
  [
    "plates that are not there",
    [SECOND, "- { shelf: 1, plates: 1-6 }"],
    /^shop\.yaml:20:31: .*plates: gondola 2 has no plate 5; allowed: 1 to 4$/,
  ],
  [
    "a plate of two controllers",
    ["gondola: 2", "gondola: 1"],
    /^shop\.yaml:20:31: .*plate 1: controller shelf-1 weighs it already$/,
  ],
  [
    "a channel of two plates",
    [SECOND, "- { shelf: 1, plates: 1-2 }\n        - { channel: 2, shelf: 1, plates: 3-4 }"],
    /^shop\.yaml:21:22: source\.devices\[1\]\.channels\[1\]\.channel: channel 2 weighs shelf 1, plate 2 already$/,
  ],
  [
    "grams with a factor",
    [SECOND, "- { shelf: 1, plates: 1-4, unit: g, gramsPerCount: 1 }"],
    /gramsPerCount: found it with unit: g; allowed: with counts$/,
  ],
  [
    "counts without a factor",
    [SECOND, "- { shelf: 1, plates: 1-4, unit: counts }"],
    /unit: counts need gramsPerCount, not 0: weigh something known: .*until then write 1/,
  ],
  [
    "a factor of 0",
    [FIRST, FIRST.replace("0.00233", "0")],
    /unit: counts need gramsPerCount, not 0: weigh something known/,
  ],
  [
    "a factor with a comma",
    [FIRST, FIRST.replace("0.00233", '"0,00233"')],
    /gramsPerCount: found "0,00233"; .*did you mean 0\.00233\?$/,
  ],
  [
    "another unit",
    [SECOND, SECOND.replace("unit: g", "unit: gram")],
    /unit: found "gram"; allowed: counts, g, kg, lb, oz/,
  ],
  [
    "a rate of 0",
    wiring("board: esp32", "board: esp32\n        samplesPerSecond: 0"),
    /samplesPerSecond: found "0"; allowed: a whole number from 10 to 320$/,
  ],
  [
    "a rate that the amplifier does not have",
    wiring("board: esp32", "board: esp32\n        samplesPerSecond: 50"),
    /wiring: the HX711 has rates of 10, 80, not 50$/,
  ],
  [
    "a board that there is no firmware for",
    wiring("esp32", "esp8266"),
    /board: found "esp8266"; allowed: esp32, esp32-c3, esp32-c6, esp32-s3/,
  ],
  [
    "a pin of the flash memory",
    wiring("dout: 16", "dout: 6"),
    /DOUT of cell 1: GPIO6 belongs to the flash memory; choose another$/,
  ],
  [
    "a pin that only reads",
    wiring("sck: 17", "sck: 34"),
    /SCK of cell 1: GPIO34 can only be read; choose another$/,
  ],
  [
    "a pin twice",
    wiring("dout: 18", "dout: 16"),
    /DOUT of cell 2: GPIO16 is DOUT of cell 1 already$/,
  ],
  [
    "fewer cells than channels",
    wiring(", { dout: 23, sck: 25 }", ""),
    /cells: found 3; allowed: 4, as many as its channels$/,
  ],
  [
    "a transport that there is not",
    transport("{ kind: wifi }"),
    /transport\.kind: found "wifi"; allowed: mqtt, http, modbus, serial, esphome, tasmota, plugin$/,
  ],
  [
    "a transport that is a word",
    transport("mqtt"),
    /transport: found "mqtt"; allowed: keys and values with a kind of mqtt, http/,
  ],
  [
    "a Modbus scale without a map",
    transport('{ kind: modbus, address: "tcp://192.0.2.7:502" }'),
    /map: this key is missing; allowed: laumas-tlb, .*dini-argeo-dgt4x, or a path$/,
  ],
  [
    "a map that there is not",
    transport('{ kind: modbus, address: "tcp://192.0.2.7:502", map: laumas }'),
    /laumas: there is no such file; allowed: a file, or laumas-tlb, .*dini-argeo-dgt4x$/,
  ],
  [
    "an address without tcp://",
    transport('{ kind: modbus, address: "192.0.2.7:502", map: laumas-tlb }'),
    /address: found "192\.0\.2\.7:502"; allowed: a serial port such as \/dev\/ttyUSB0, or tcp:/,
  ],
  [
    "more channels than the map has",
    transport('{ kind: modbus, address: "tcp://192.0.2.7:502", map: laumas-tlb }'),
    /channels: found channel 4; allowed: 1, as many as its transport gives$/,
  ],
  [
    "a protocol that there is not",
    transport("{ kind: serial, address: /dev/ttyUSB0, protocol: cas }"),
    /cas: there is no such file; allowed: a file, or and-standard, cas-22-bytes/,
  ],
  [
    "topics without sensors",
    transport("{ kind: esphome, everyMs: 100 }"),
    /sensors: this key is missing; allowed: a list of 1 to 240$/,
  ],
  [
    "a period with its unit",
    transport("{ kind: esphome, sensors: [a, b, c, d], everyMs: 100ms }"),
    /everyMs: found "100ms"; allowed: a whole number from 1 to 10000$/,
  ],
  [
    "a plug-in that is not there",
    transport("{ kind: plugin, module: ./own.mjs, everyMs: 100 }"),
    /transport\.module: .*own\.mjs: there is no such file$/,
  ],
  [
    "a broker without mqtt://",
    ["{ port: 1883 }", "{ url: 192.0.2.1 }"],
    /mqtt\.url: found a text; allowed: the address of a broker such as mqtts:/,
  ],
  [
    "a password in the file",
    ["{ port: 1883 }", '{ url: "mqtt://192.0.2.1", user: SHOP_USER, password: hunter2 }'],
    /^shop\.yaml:11:\d+: source\.mqtt\.password: found a text; allowed: the NAME of an environment variable/,
  ],
  [
    "a password that is not set",
    ["{ port: 1883 }", '{ url: "mqtt://192.0.2.1", password: SHOP_PASSWORD }'],
    /mqtt\.password: .*SHOP_PASSWORD/,
  ],
  [
    "a certificate that is not there",
    ["{ port: 1883 }", '{ url: "mqtts://192.0.2.1", ca: ca.pem }'],
    /mqtt\.ca: .*ca\.pem: there is no such file$/,
  ],
  [
    "cameras that are not there",
    ["  mqtt", "  cameras: cameras.yaml\n  mqtt"],
    /source\.cameras: .*cameras\.yaml: there is no such file$/,
  ],
];

const load = (source: string) =>
  loadText(LEAST_LINES.replace("source: { kind: simulated }\n", source + GOODS_LINES));

const listUnweighed = ({ warnings }: ReturnType<typeof load>): string[] =>
  warnings.map(formatProblem).filter((warning) => warning.includes("weighs"));

describe("a mistake in the configuration of scales", () => {
  it.each(MISTAKES)("%s is told with its place and what to do", (_, [from, to], told) => {
    expect(SOURCE).toContain(from);
    const loaded = load(SOURCE.replace(from, () => to));
    const problems = loaded.ok ? [] : loaded.problems.map(formatProblem);
    expect(problems).toContainEqual(expect.stringMatching(told));
    for (const problem of problems) expect(problem).toMatch(/^shop\.yaml:\d+:\d+: /);
  });

  it("is none in what they are written into", () => {
    const loaded = load(SOURCE);
    expect(loaded.ok).toBe(true);
    expect(listUnweighed(loaded)).toEqual([]);
  });

  it("is a warning where a product stands on plates that nothing weighs", () => {
    const loaded = load(SOURCE.replace(SECOND, "- { shelf: 1, plates: 1-3 }"));
    expect(loaded.ok).toBe(true);
    expect(listUnweighed(loaded)).toEqual([
      expect.stringMatching(
        /^shop\.yaml:26:\d+: planogram\[1\]\.plates: no controller weighs gondola 2, shelf 1, plates 4: .*add them to the channels of one$/,
      ),
    ]);
  });
});
