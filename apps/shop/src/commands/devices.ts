import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type FirmwareFile,
  type FirmwareKind,
  makeFirmware,
} from "@saunter/protocol/devices/firmware/make-firmware";
import type { Command } from "commander";
import { CommandFailure, type CommandIo } from "../command-line/command-io.ts";
import { loadConfig } from "../config/load-config.ts";
import type { DeviceConfig, MqttConfig, SensorsConfig } from "../config/sensors-config.ts";
import type { Environment } from "../config/take-secret.ts";
import { formatProblems } from "./config.ts";

export interface DevicesDependencies {
  readonly io: CommandIo;
  /** Where secrets are looked up. */
  readonly environment: Environment;
}

const EXAMPLES = `
Examples:
  saunter devices firmware shelf-1 --config shop.yaml              for ESPHome, into firmware/
  saunter devices firmware shelf-1 --config shop.yaml --arduino    as a sketch
`;

const OUT_DEFAULT = "firmware";
/** No other machine reaches a broker that listens there. */
const LOOPBACK = /^(?:127\.|localhost$|::1$)/;
const ANY_ADDRESS = /^(?:0\.0\.0\.0|::)$/;

interface FirmwareOptions {
  readonly config: string;
  readonly arduino?: true;
  readonly out: string;
  readonly force?: true;
}

/** Adds `saunter devices`: what controllers of scales need to join the shop. */
export function addDevicesCommand(program: Command, dependencies: DevicesDependencies): void {
  program
    .command("devices")
    .description("write the firmware of the shop's scales")
    .addHelpText("after", EXAMPLES)
    .command("firmware")
    .description("write the program of an ESP32 that reads a scale's amplifiers")
    .argument("<device>", "its id in the configuration")
    .requiredOption("--config <config>", "the shop's configuration, YAML")
    .option("--arduino", "a sketch for Arduino (default: ESPHome)")
    .option("--out <folder>", "folder for the files", OUT_DEFAULT)
    .option("--force", "overwrite files that are there")
    .action((deviceId: string, options: FirmwareOptions) =>
      writeFirmware(deviceId, options, dependencies),
    );
}

function writeFirmware(
  deviceId: string,
  options: FirmwareOptions,
  { environment, io }: DevicesDependencies,
): void {
  const { dataFolder, device, sensors } = findDevice(deviceId, options.config, environment);
  if (device.transport.kind !== "mqtt") {
    throw new CommandFailure(
      `${deviceId} sends by ${device.transport.kind}, and the firmware by MQTT: give it transport: { kind: mqtt } in ${options.config}`,
    );
  }
  if (device.wiring === null) {
    throw new CommandFailure(
      `${options.config} does not say how ${deviceId} is wired: give it wiring, with its board, amplifiers and pins`,
    );
  }
  const kind: FirmwareKind = options.arduino ? "arduino" : "esphome";
  const { prefix } = sensors.mqtt;
  const { broker, warning } = findBroker(sensors.mqtt);
  const request = { deviceId, prefix, wiring: device.wiring };
  const made = makeFirmware(broker === null ? request : { ...request, broker }, kind);
  if (!made.ok) throw new CommandFailure(made.problems.join("\n"));
  writeFiles(made.files, options);
  const warnings = [...made.plan.warnings, ...(warning === null ? [] : [warning])];
  for (const one of warnings) io.writeErr(`warning: ${deviceId}: ${one}\n`);
  const names = made.files.map(({ name }) => `  ${join(options.out, name)}\n`).join("");
  io.writeOut(
    `Written for ${deviceId}:\n${names}\n${formatNext({ dataFolder, deviceId, kind, out: options.out })}`,
  );
}

/** Where controllers reach the broker, as far as the configuration says, and what keeps them from it. */
function findBroker({ broker, host, port }: MqttConfig): {
  readonly broker: string | null;
  readonly warning: string | null;
} {
  if (broker !== null) {
    const { hostname, port: given, protocol } = new URL(broker.url);
    if (protocol === "mqtt:")
      return { broker: `mqtt://${hostname}:${given || 1883}`, warning: null };
    const warning = `the firmware speaks MQTT without TLS, and the shop's broker is ${broker.url}: let it listen without TLS too, on a network of the scales alone`;
    return { broker: `mqtt://${hostname}:1883`, warning };
  }
  if (ANY_ADDRESS.test(host)) return { broker: null, warning: null };
  const name = host.includes(":") ? `[${host}]` : host;
  if (!LOOPBACK.test(host)) return { broker: `mqtt://${name}:${port}`, warning: null };
  const warning = `the shop's broker listens on ${host} alone, where no controller reaches it: set source.mqtt.host to this machine's address`;
  return { broker: null, warning };
}

function findDevice(
  deviceId: string,
  file: string,
  environment: Environment,
): { readonly dataFolder: string; readonly device: DeviceConfig; readonly sensors: SensorsConfig } {
  const loaded = loadConfig(file, environment);
  if (!loaded.ok) throw new CommandFailure(formatProblems(file, loaded));
  const sensors = loaded.config.source;
  if (sensors.kind !== "sensors") {
    throw new CommandFailure(
      `${file} has a source of kind ${sensors.kind}, without scales of its own: set source.kind: sensors and name its devices`,
    );
  }
  const device = sensors.devices.find((one) => one.deviceId === deviceId);
  if (device === undefined) {
    const known = sensors.devices.map((one) => one.deviceId).join(", ");
    throw new CommandFailure(`${file} has no device ${deviceId}; it has: ${known}`);
  }
  return { dataFolder: loaded.config.dataFolder, device, sensors };
}

function writeFiles(files: readonly FirmwareFile[], { force, out }: FirmwareOptions): void {
  for (const { name, text } of files) {
    const path = join(out, name);
    if (force || !existsSync(path) || readFileSync(path, "utf8") === text) continue;
    throw new CommandFailure(
      `${path} is there and differs: choose another folder with --out, or overwrite it with --force`,
    );
  }
  for (const { name, text } of files) {
    const path = join(out, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

interface Written {
  readonly dataFolder: string;
  readonly deviceId: string;
  readonly kind: FirmwareKind;
  readonly out: string;
}

function formatNext({ dataFolder, deviceId, kind, out }: Written): string {
  const flash =
    kind === "esphome"
      ? [
          `Copy ${join(out, "secrets.example.yaml")} to secrets.yaml beside it, and fill it in.`,
          `Flash it over USB: esphome run ${join(out, `${deviceId}.yaml`)}`,
        ]
      : [
          `Fill in the four lines at the top of ${deviceId}.ino.`,
          "Open it in Arduino, choose your ESP32 board, and upload it.",
        ];
  const steps = [
    "Wire the amplifiers to the pins of the configuration (docs/kits.md has drawings).",
    `Make the device's key, if it has none: saunter user add ${deviceId} --role sensor --key --data ${dataFolder}`,
    ...flash,
    "Start the shop, and calibrate each channel on the console's page of the device.",
    "Take something, and see it in the cart.",
  ];
  const list = steps.map((step, at) => `  ${at + 1}. ${step}\n`).join("");
  return `Next:\n${list}\nThe program was compiled for no ESP32 and ran on none: check each channel before you rely on it.\n`;
}
