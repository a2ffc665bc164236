import { resolve } from "node:path";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { RecordingSource } from "@saunter/ingest/recordings/open-recording";
import { CommandFailure, type CommandIo } from "@saunter/shop/command-line/command-io";
import { formatWarning } from "@saunter/shop/command-line/format-outputs";
import { parsePositive } from "@saunter/shop/commands/parse-options";
import type { ConfigLoad } from "@saunter/shop/config/load-config";
import type { SensorsConfig } from "@saunter/shop/config/sensors-config";
import type { Command } from "commander";
import { GATE_ID, listKeyed, readDeviceKeys } from "../devices/device-keys.ts";
import { createFaultSwitches } from "../devices/fault-switches.ts";
import type { openMqttDevice } from "../devices/mqtt-device.ts";
import { playRecording } from "../devices/play-recording.ts";
import { createDisplay, loadSensorsConfig, makeLink } from "./devices.ts";

export interface PlayDependencies {
  readonly io: CommandIo;
  readonly recordings: RecordingSource;
  readonly loadConfig: (file: string) => ConfigLoad;
  readonly openDevice: typeof openMqttDevice;
}

interface PlayOptions {
  readonly config: string;
  readonly keys: string;
  readonly url?: string;
  readonly speed: number;
}

const EXAMPLES = `
The shop is configured with the scales and the planogram of the recording, and with a tracker instead of cameras.

Examples:
  saunter devices keys --config shop.yaml --keys keys.json       once, while the shop is stopped
  saunter serve shop.yaml                                        the shop, in another terminal
  saunter play data/recordings/2026-03-02T09-00-00Z --config shop.yaml --keys keys.json
  saunter play recordings/BENCHMARK-1 --config shop.yaml --keys keys.json --url mqtt://broker.local --speed 2
`;

export function addPlayCommand(program: Command, dependencies: PlayDependencies): void {
  program
    .command("play")
    .description("send a recording to a shop over MQTT, as its devices would")
    .argument("<dir>", "the recording's folder")
    .requiredOption("--config <file>", "the shop's configuration, YAML")
    .requiredOption("--keys <file>", "JSON with a key for each id")
    .option("--url <url>", "the broker, whatever the configuration says")
    .option("--speed <times>", "times the recorded rate", parsePositive, 1)
    .addHelpText("after", EXAMPLES)
    .action((dir: string, options: PlayOptions) => play(dir, options, dependencies));
}

async function play(
  dir: string,
  { config: file, keys: keysFile, speed, url }: PlayOptions,
  dependencies: PlayDependencies,
): Promise<void> {
  const { io, openDevice, recordings } = dependencies;
  const { sensors } = loadSensorsConfig(file, dependencies);
  const recording = await recordings.open(dir);
  checkSensors(file, sensors, recording.shop);
  const keys = readDeviceKeys(resolve(keysFile));
  const missing = listKeyed(sensors).flatMap(([id]) =>
    keys[id] === undefined && id !== GATE_ID ? [id] : [],
  );
  if (missing.length > 0) {
    const how = `saunter devices keys --config ${file} --keys ${keysFile}`;
    throw new CommandFailure(`${keysFile} has no key for ${missing.join(", ")}: ${how}`);
  }
  const link = makeLink(url, sensors, keys, io);
  const stop = new AbortController();
  const offInterrupt = io.onInterrupt(() => stop.abort());
  try {
    await playRecording({
      recording,
      speed,
      sensors,
      seed: 1,
      switches: createFaultSwitches([]),
      openDevice: (deviceId) => openDevice(link(deviceId)),
      onStatus: createDisplay(io),
      nowMs: io.nowMs,
      sleep: (durationMs) => io.sleep(durationMs, stop.signal),
      signal: stop.signal,
    });
  } finally {
    offInterrupt();
  }
  for (const warning of recording.warnings()) io.writeErr(formatWarning(warning));
  io.writeOut(stop.signal.aborted ? "\nStopped.\n" : "\nThe shop has all of the recording.\n");
}

function checkSensors(file: string, { cameras, devices }: SensorsConfig, shop: ShopModel): void {
  if (cameras !== null) {
    throw new CommandFailure(
      `${file}: source.cameras: positions of a recording are sent by a tracker; remove the cameras`,
    );
  }
  const weighed = new Set(devices.map(({ gondola }) => gondola));
  const missing = [...new Set(shop.facings.map(({ gondola }) => gondola))].filter(
    (gondola) => !weighed.has(gondola),
  );
  if (missing.length === 0) return;
  throw new CommandFailure(
    `${file}: source.devices has no scales for the recording's gondolas ${missing.join(", ")}`,
  );
}
