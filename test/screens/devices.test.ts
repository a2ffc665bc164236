/** Scale controllers: what is wrong and what to check, what they read, and how one is calibrated. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Answer } from "@saunter/client/api";
import { parseHttpPreset, readShippedPreset } from "@saunter/ingest/gates/gate-preset";
import type { FrameSink } from "@saunter/ingest/scales/frame-sink";
import { createAnnouncements } from "@saunter/ingest/scales/text-topics/announcements";
import { createRandom } from "@saunter/numerics/random";
import type { ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import { createCapturedIo } from "@saunter/shop/command-line/captured-io";
import { runCommandLine } from "@saunter/shop/command-line/run-command-line";
import { addDevicesCommand } from "@saunter/shop/commands/devices";
import type { GateHardware } from "@saunter/shop/config/gates-config";
import { loadConfig } from "@saunter/shop/config/load-config";
import { readTextFile } from "@saunter/shop/config/read-text-file";
import type { DeviceConfig } from "@saunter/shop/config/sensors-config";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersAnywhere,
  findBarriersInThemes,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/shop.yaml", import.meta.url));
type Devices = Answer<"GET /v1/devices">;

const RATE_HZ = 80;
const FRAME_MS = 100;
const SAMPLES = (RATE_HZ * FRAME_MS) / 1000;
const ZERO = 84_000;
/** The amplifier's counts of a gram; the second cell is mounted upside down. */
const COUNTS_PER_GRAM = [430, -415] as const;
const NOISE_COUNTS = 120;

/** A controller of two channels in counts, which sends until it is stopped, at its rate even where timers come late. */
function emulate(deviceId: string, sink: () => FrameSink | null) {
  const startedMs = performance.now();
  const random = createRandom(5);
  const gramsG = [0, 0];
  let sequence = 0;
  let isBroken = false;
  const makeFrame = (): ScaleFrame => ({
    deviceId,
    calibrationId: 0,
    bootId: 7,
    sequence,
    timeUs: 1e6 + sequence * FRAME_MS * 1000,
    rateHz: RATE_HZ,
    unit: "counts",
    status: 0,
    channelStatus: new Uint8Array(2),
    channelCount: 2,
    sampleCount: SAMPLES,
    samples: Float64Array.from({ length: 2 * SAMPLES }, (_, at) => {
      const channel = at % 2;
      if (isBroken && channel === 1) return Number.NaN;
      const counts = ZERO + gramsG[channel]! * COUNTS_PER_GRAM[channel]!;
      return Math.round(counts + random.normal(0, NOISE_COUNTS));
    }),
  });
  const timer = setInterval(() => {
    for (; sequence * FRAME_MS <= performance.now() - startedMs; sequence++) {
      sink()?.frame(makeFrame());
    }
  }, FRAME_MS);
  return {
    put: (channel: number, weightG: number) => {
      gramsG[channel] = weightG;
    },
    lose: (frames: number) => {
      sequence += frames;
    },
    breakWire: (isNow: boolean) => {
      isBroken = isNow;
    },
    stop: () => clearInterval(timer),
  };
}

const makeDevice = (deviceId: string, shelf: number): DeviceConfig => ({
  deviceId,
  gondola: 1,
  calibrationId: null,
  transport: { kind: "mqtt" },
  wiring: null,
  unit: "counts",
  channels: COUNTS_PER_GRAM.map((counts, at) => ({
    shelf,
    plate: at + 1,
    zero: ZERO,
    gramsPerUnit: 1 / counts,
  })),
});

const WIRED_LINES = `- id: shelf-2
  gondola: 1
  channels: [{ shelf: 2, plates: 1-2 }]
  wiring: { kind: hx711, board: esp32, cells: [{ dout: 16, sck: 17 }, { dout: 18, sck: 19 }] }`;
const WIRED: DeviceConfig["wiring"] = {
  ...{ kind: "hx711", board: "esp32", samplesPerSecond: 10, gain: 128 },
  cells: [
    { dout: 16, sck: 17 },
    { dout: 18, sck: 19 },
  ],
};

const makeRelay = (url: string): GateHardware => ({
  deviceId: "door-1",
  actuator: {
    ...{ kind: "http", url, authorization: null, channel: 1, openMs: 3000 },
    preset: parseHttpPreset(readShippedPreset("http", "shelly-gen1")!),
  },
  contact: null,
  passage: null,
  codeReader: null,
  cardReader: null,
});

/** A configuration that has these lines below `devices`. */
function writeConfig(lines: string): string {
  const source = `source:\n  kind: sensors\n  devices:\n${lines.replace(/^/gm, "    ")}\n`;
  return readFileSync(EXAMPLE, "utf8").replace(/^source:\n(?: .*\n)+/m, source);
}

function readDevices(lines: string): readonly DeviceConfig[] {
  const loaded = loadConfig(EXAMPLE, {}, (path, bytesMax) =>
    path === EXAMPLE ? { ok: true, text: writeConfig(lines) } : readTextFile(path, bytesMax),
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded));
  const { config } = loaded;
  if (config.source.kind !== "sensors") throw new Error(config.source.kind);
  return config.source.devices;
}

/** The files of `saunter devices firmware`, by name. */
async function writeFirmware(lines: string, deviceId: string, ...options: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "firmware-"));
  const [config, out] = [join(folder, "shop.yaml"), join(folder, "out")];
  writeFileSync(config, writeConfig(lines));
  const { err, io } = createCapturedIo();
  const args = ["devices", "firmware", deviceId, "--config", config, "--out", out, ...options];
  const code = await runCommandLine(args, "1.2.3", io, (program) =>
    addDevicesCommand(program, { io, environment: {} }),
  );
  if (code !== 0) throw new Error(err());
  const files = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), "utf8")]);
  rmSync(folder, { recursive: true });
  return Object.fromEntries(files);
}

describeScreens("devices", () => {
  let shop: TestShop;
  let sink: FrameSink | null = null;
  const find = () => sink;
  const well = emulate("shelf-1", find);
  const stranger = emulate("shelf-9", find);
  const announcements = createAnnouncements();
  const announce = (id: string, sensor: string, said: unknown): void => {
    const topic = `homeassistant/sensor/${id}/${sensor}/config`;
    announcements.take(topic, Buffer.from(JSON.stringify(said)));
  };
  let brokerFailure: string | null = null;
  let isDoorMute = true;
  const door = createServer((_, response) => {
    if (!isDoorMute) response.end();
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
    const { port } = door.address() as AddressInfo;
    shop = await startShop({
      config: (config) => ({
        ...config,
        floor: {
          ...config.floor!,
          gates: config.floor!.gates.map((gate, at) =>
            at === 0 ? { ...gate, hardware: makeRelay(`http://127.0.0.1:${port}`) } : gate,
          ),
        },
        source: {
          kind: "sensors",
          cameras: null,
          mqtt: {
            ...{ prefix: "saunter", host: "127.0.0.1", port: 1883 },
            ...{ certificatesFolder: null, broker: null },
          },
          devices: [makeDevice("shelf-1", 1), { ...makeDevice("shelf-2", 2), wiring: WIRED }],
        },
      }),
      transports: async (_, opened) => {
        sink = opened;
        const readFailure = () => brokerFailure;
        return { close: async () => {}, listAnnounced: announcements.list, readFailure };
      },
    });
    well.put(0, 1500);
  });
  afterAll(async () => {
    well.stop();
    stranger.stop();
    door.closeAllConnections();
    door.close();
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  const cardOf = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

  it("says how each controller is, what it weighs, and which are not configured", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/health" });
    await page.getByRole("main").getByRole("link", { name: "Devices", exact: true }).click();
    const card = cardOf(page, "shelf-1");
    await card.getByText("OK", { exact: true }).waitFor();
    await card.getByText(/^80 samples\/s set/).waitFor();
    await card.getByRole("row", { name: /^1\/1 .*1(500|499|501) g/ }).waitFor();
    await card.getByText("0 lost, 0 late, 0 doubled").click();
    await card.getByText(/weak Wi-Fi, or two devices/).waitFor();
    const silent = cardOf(page, "shelf-2");
    await silent.getByText("silent", { exact: true }).first().waitFor();
    await silent.getByText(/It sends nothing: check its supply/).waitFor();
    const unknown = cardOf(page, "Not configured yet");
    await unknown.getByText(/sends 2 channels at 80 samples\/s/).waitFor();
    await unknown.getByText("- id: shelf-9").waitFor();
    const lines = (await unknown.locator("pre").textContent())!.split("\n").slice(2);
    const [added] = readDevices(lines.map((line) => line.slice(4)).join("\n"));
    expect(added).toMatchObject({ deviceId: "shelf-9", channels: [{ plate: 1 }, { plate: 2 }] });
    await cardOf(page, "Tracker").getByText("No positions of people since").waitFor();
    well.lose(20);
    await card.getByText("losing frames", { exact: true }).first().waitFor();
    await card.getByText("20 lost, 0 late, 0 doubled").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("shows what announces itself, with lines to copy, or why it cannot be used", async () => {
    const dev = { name: "<img src=x onerror=alert(1)>", mf: "M5Stack", mdl: "Scales Kit" };
    for (const sensor of ["left", "right"]) {
      const stat_t = `shelf-7/sensor/${sensor}/state`;
      announce("shelf-7", sensor, { name: sensor, stat_t, unit_of_meas: "kg", dev });
    }
    announce("plug", "power", { name: "Power", stat_t: "plug/power", unit_of_meas: "W" });
    announce("shelf-1", "left", { name: "of one that is configured" });
    const page = await openPage(shop, { as: "operator", path: "/console/devices" });
    const card = cardOf(page, "Found on the broker, not yet in the configuration");
    const shelf = card.getByRole("listitem").filter({ hasText: "M5Stack Scales Kit" });
    await shelf.getByText(dev.name).waitFor();
    await shelf.getByText("shelf-7/sensor/left/state").waitFor();
    const text = (await shelf.locator("pre").textContent())!;
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await shelf.getByRole("button", { name: "Copy" }).click();
    await page.getByText("Copied.").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
    const lines = text.split("\n").slice(2);
    const [added] = readDevices(lines.map((line) => line.slice(4)).join("\n"));
    expect(added).toMatchObject({
      deviceId: "shelf-7",
      transport: { kind: "esphome", sensors: ["left", "right"] },
      channels: [{ gramsPerUnit: 1000 }, { gramsPerUnit: 1000 }],
    });
    const plug = card.getByRole("listitem").filter({ hasText: "None of its sensors weighs" });
    await plug.getByText("plug/power").waitFor();
    expect(await card.getByText("of one that is configured").count()).toBe(0);
    expect(await card.locator("img").count()).toBe(0);
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("says how far people's positions are behind the shelves, and draws the last hours", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/devices" });
    await cardOf(page, "Timing").getByText("measuring", { exact: true }).waitFor();
    const known = { offsetMs: 312, sdMs: 18, changes: 42 };
    await page.route("**/v1/devices", async (route) => {
      const response = await route.fetch();
      const devices: Devices = await response.json();
      const history = [300, 320, 312].map((offsetMs, at) => ({
        atMs: devices.nowMs - (2 - at) * 600_000,
        offsetMs,
        sdMs: 18,
      }));
      const gondola = { ...known, gondola: 3, offsetMs: -190, isOff: true };
      const clocks = { ...known, state: "corrected", appliedMs: 310, gondolas: [gondola], history };
      await route.fulfill({ response, json: { ...devices, clocks } });
    });
    const card = cardOf(page, "Timing");
    await card.getByText(/^The tracker is 0\.31 s behind the shelves; corrected\./).waitFor();
    await card.getByText(/scales of gondola 3 are 0\.50 s behind the others/).waitFor();
    await card.getByText(/^Offset over the last hour, now 0\.31 s/).waitFor();
    expect(await card.locator("path.offset-line").getAttribute("d")).toMatch(/^M0\.0 .*L600\.0 /);
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("records the sensors for an operator, and says where", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/devices" });
    const card = cardOf(page, "Recording");
    await card.getByRole("button", { name: "Start recording" }).click();
    await card.getByText("recording", { exact: true }).waitFor();
    await card.getByText(/^[\d.]+ MB since .* It stops automatically at /).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await card.getByRole("button", { name: "Stop recording" }).click();
    await card.getByText(/^Last recording: .* It was stopped by an operator\.$/).waitFor();
    const path = (await card.locator("pre").textContent())!;
    expect(readdirSync(path)).toContain("plate_data.json");
    const other = await openPage(shop, { as: "reviewer", path: "/console/devices" });
    await cardOf(other, "shelf-1").waitFor();
    expect(await cardOf(other, "Recording").count()).toBe(0);
  });

  it("has an alert of a fault on Health, and its advice leads to the page", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/health" });
    const alert = page
      .getByRole("listitem")
      .filter({ hasText: "controller shelf-2 sends nothing" });
    await alert.getByRole("link", { name: "Open devices" }).click();
    await page.getByRole("heading", { name: "Devices" }).waitFor();
    expect(await page.getByText("scale quiet").count()).toBe(0);
  });

  it("says that the broker is away, on Health, too, until it is there", async () => {
    brokerFailure = "The broker at mqtt://broker.local cannot be reached. Start it.";
    const page = await openPage(shop, { as: "operator", path: "/console/devices" });
    await page.getByText(brokerFailure).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.goto(`${shop.url}/console/health`);
    const alert = page.getByRole("listitem").filter({ hasText: brokerFailure });
    await alert.getByRole("link", { name: "Open devices" }).waitFor();
    brokerFailure = null;
    await alert.waitFor({ state: "detached" });
  });

  /** What the card's buttons save, by name. */
  async function download(page: Page): Promise<Record<string, string>> {
    const files: Record<string, string> = {};
    const card = cardOf(page, "Firmware");
    for (const button of await card.getByRole("button", { name: /^Download/ }).all()) {
      const [saved] = await Promise.all([page.waitForEvent("download"), button.click()]);
      files[saved.suggestedFilename()] = readFileSync(await saved.path(), "utf8");
    }
    return files;
  }

  it("writes the firmware of one as the command does", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/devices/shelf-2" });
    const card = cardOf(page, "Firmware");
    await card.getByText(/No ESP32 has run it yet/).waitFor();
    await card.getByText(/2 × HX711 on esp32, 10 samples a second\. DOUT 1 at GPIO16/).waitFor();
    await card.getByText(/set source\.mqtt\.host to this machine's address/).waitFor();
    expect(await download(page)).toEqual(await writeFirmware(WIRED_LINES, "shelf-2"));
    await card.getByLabel("For").selectOption("arduino");
    await card.getByText("Put the file in a folder named").waitFor();
    const arduino = await writeFirmware(WIRED_LINES, "shelf-2", "--arduino");
    expect(Object.keys(arduino)).toEqual(["shelf-2.ino"]);
    expect(await download(page)).toEqual(arduino);
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("writes no firmware for a broker whose authority it does not know", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/devices/shelf-2" });
    const card = cardOf(page, "Firmware");
    await card.getByRole("button", { name: "Download shelf-2.yaml" }).waitFor();
    await page.route("**/v1/devices", async (route) => {
      const response = await route.fetch();
      const devices: Devices = await response.json();
      const firmware = { ...devices.firmware, isTls: true, authority: null };
      await route.fulfill({ response, json: { ...devices, firmware } });
    });
    await card.getByText(/Add the authority's file/).waitFor();
    expect(await card.getByRole("button", { name: /^Download/ }).count()).toBe(0);
  });

  it("asks for the pins of one whose wiring is not configured, and gives the lines for it", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/devices/shelf-1" });
    const card = cardOf(page, "Firmware");
    await card.getByLabel("Board").selectOption("esp32-s3");
    await card.getByLabel("GPIO of SCK 2").fill("x");
    await card.getByText("Each pin must be the number of a GPIO").waitFor();
    expect(await card.getByRole("button", { name: /^Download/ }).count()).toBe(0);
    await card.getByLabel("GPIO of SCK 2").fill("30");
    await card.getByText(/SCK of cell 2: GPIO30 belongs to the flash memory/).waitFor();
    await card.getByLabel("GPIO of SCK 2").fill("21");
    for (const amplifier of ["hx711", "nau7802"]) {
      await card.getByLabel("Amplifier").selectOption(amplifier);
      const text = await card.locator("pre").textContent();
      const channels = "  channels: [{ shelf: 1, plates: 1-2 }]";
      const lines = `- id: shelf-1\n  gondola: 1\n${channels}\n${text!.replace(/^ {4}/gm, "")}`;
      expect(readDevices(lines)[0]!.wiring!.kind).toBe(amplifier);
      expect(await download(page)).toEqual(await writeFirmware(lines, "shelf-1"));
    }
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("shows what the channels of one read, and names a broken wire", async () => {
    const page = await openPage(shop, { as: "reviewer", path: "/console/devices/shelf-1" });
    const row = page.getByRole("listitem").filter({ hasText: "Channel 1" });
    await row.getByText(/^1(499|500|501) g$/).waitFor();
    await row.getByText(/^0\.\d+ g$/).waitFor();
    await row.getByText("0%").first().waitFor();
    well.breakWire(true);
    await page
      .getByText(/Channel 2 \(shelf 1, plate 2\) gives no readings: check its wires/)
      .waitFor();
    const broken = page.getByRole("listitem").filter({ hasText: "Channel 2" }).last();
    await broken.getByText("no reading").waitFor();
    well.breakWire(false);
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("calibrates a channel from what it reads empty and with a known weight", async () => {
    well.put(0, 0);
    const page = await openPage(shop, { as: "operator", path: "/console/devices/shelf-1" });
    const card = cardOf(page, "Calibration");
    expect(await card.getByRole("button", { name: "Measure" }).isDisabled()).toBe(true);
    const press = (name: string) => card.getByRole("button", { name }).click();
    const retry = async (name: string, text: RegExp): Promise<void> => {
      await expect
        .poll(
          async () => {
            await press(name);
            return card.getByText(text).count();
          },
          { interval: 1000 },
        )
        .toBe(1);
    };
    await retry("Zero", /Zero of 2 of 2 channels measured/);
    well.put(1, 500);
    await card.getByLabel("Plate").selectOption({ label: "shelf 1, plate 2" });
    await card.getByLabel("Weight, grams").fill("500,0");
    await retry("Measure", /Expected error: ±0\.\d+ g of a reading/);
    await card.getByText("mounted upside down").waitFor();
    const text = await card.locator("pre").textContent();
    const lines = `- id: shelf-1\n  gondola: 1\n${text!.replace(/^ {4}/gm, "")}`;
    const [first, second] = readDevices(lines)[0]!.channels;
    expect(first!.gramsPerUnit * COUNTS_PER_GRAM[0]).toBeCloseTo(1, 4);
    expect(Math.abs(second!.zero - ZERO)).toBeLessThan(30);
    expect(second!.gramsPerUnit * COUNTS_PER_GRAM[1]).toBeCloseTo(1, 2);
    // A gram or a kilogram: whoever writes so is asked.
    for (const wrong of ["heavy", "1.000"]) {
      await card.getByLabel("Weight, grams").fill("500");
      await card.getByText("The weight must be a number of grams").waitFor({ state: "detached" });
      await card.getByLabel("Weight, grams").fill(wrong);
      await card.getByText("The weight must be a number of grams").waitFor();
    }
  });

  it("has an operator open a gate once, and says whether it did", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/devices" });

    const card = cardOf(page, "Entrance");
    const open = async () => {
      await card.getByRole("button", { name: "Open once" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Open once" }).click();
    };
    await card.getByText("none since start").first().waitFor();
    await open();
    await card.getByText("does not answer", { exact: true }).first().waitFor();
    await card.getByText(/did not confirm the last command/).waitFor();
    isDoorMute = false;
    await open();
    await card.getByText(/^carried out/).waitFor();
    await card.getByText("OK", { exact: true }).waitFor();
    await page.goto(`${shop.url}/console/audit`);
    await page
      .getByRole("row", { name: /Gate opened by hand/ })
      .first()
      .waitFor();
  });

  it("is not there in a shop without live scales", async () => {
    const other = await startShop();
    const page = await openPage(other, { as: "operator", path: "/console/devices" });
    await page.getByText("Page not found").first().waitFor();
    const rail = page.getByRole("navigation", { name: "Pages" });
    await expect.poll(() => rail.getByRole("link", { name: "Health" }).count()).toBe(1);
    expect(await rail.getByRole("link", { name: "Devices" }).count()).toBe(0);
    await other.close();
  });

  it("can be used on any screen, by day and by night", async () => {
    for (const path of ["/console/devices", "/console/devices/shelf-1"]) {
      const options = { as: "operator", path } as const;
      const isReady = (page: Page) =>
        page
          .getByText(/samples\/s set/)
          .first()
          .waitFor();
      expect(await findBarriersAnywhere(shop, options, isReady)).toEqual([]);
    }
  });
});
