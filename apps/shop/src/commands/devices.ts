import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { FirmwareTls } from "@saunter/protocol/devices/firmware/firmware-plan";
import {
  type FirmwareFile,
  type FirmwareKind,
  makeFirmware,
} from "@saunter/protocol/devices/firmware/make-firmware";
import type { Command } from "commander";
import { CommandFailure } from "../command-line/command-io.ts";
import type { DeviceConfig, MqttConfig } from "../config/sensors-config.ts";
import type { Environment } from "../config/take-secret.ts";
import { findAuthorityFile, findFirmwareBroker, isTlsBroker } from "../sensors/firmware-broker.ts";
import { PRIVATE_FILE } from "../store/private-files.ts";
import { addBrokerCommands, type DevicesDependencies } from "./devices-broker.ts";
import { type LoadedSensors, loadSensors } from "./load-sensors.ts";

const EXAMPLES = `
Examples:
  saunter devices firmware shelf-1 --config shop.yaml              for ESPHome, into firmware/
  saunter devices firmware shelf-1 --config shop.yaml --arduino    as a sketch
  saunter devices certificates --config shop.yaml                  of the broker and its devices
  saunter devices mosquitto --config shop.yaml                     a mosquitto's passwords and rights
`;

const OUT_DEFAULT = "firmware";

interface FirmwareOptions {
  readonly config: string;
  readonly arduino?: true;
  readonly certificates?: string;
  readonly out: string;
  readonly force?: true;
}

/** Adds `saunter devices`: what controllers of scales need to join the shop. */
export function addDevicesCommand(program: Command, dependencies: DevicesDependencies): void {
  const devices = program
    .command("devices")
    .description("write what the shop's scales need: firmware, certificates, a broker's files")
    .addHelpText("after", EXAMPLES);
  addBrokerCommands(devices, dependencies);
  devices
    .command("firmware")
    .description("write the program of an ESP32 that reads a scale's amplifiers")
    .argument("<device>", "its id in the configuration")
    .requiredOption("--config <config>", "the shop's configuration, YAML")
    .option("--arduino", "a sketch for Arduino (default: ESPHome)")
    .option("--certificates <folder>", "sign in with the certificate that is there, too")
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
  const { address: broker, warning } = findFirmwareBroker(sensors.mqtt);
  const tls = findTls(deviceId, sensors.mqtt, options.certificates ?? null);
  const request = {
    ...{ deviceId, prefix, wiring: device.wiring },
    ...(broker === null ? {} : { broker }),
    ...(tls === null ? {} : { tls }),
  };
  const made = makeFirmware(request, kind);
  if (!made.ok) throw new CommandFailure(made.problems.join("\n"));
  writeFiles(made.files, made.plan.tls?.own !== undefined, options);
  const warnings = [...made.plan.warnings, ...(warning === null ? [] : [warning])];
  for (const one of warnings) io.writeErr(`warning: ${deviceId}: ${one}\n`);
  const names = made.files.map(({ name }) => `  ${join(options.out, name)}\n`).join("");
  io.writeOut(
    `Written for ${deviceId}:\n${names}\n${formatNext({ dataFolder, deviceId, kind, out: options.out })}`,
  );
}

/** The certificates that go into the firmware; null where the broker is without TLS. */
function findTls(deviceId: string, mqtt: MqttConfig, folder: string | null): FirmwareTls | null {
  const own = folder === null ? null : join(folder, "devices", deviceId);
  if (!isTlsBroker(mqtt) && own === null) return null;
  const authority = findAuthorityFile(mqtt, folder);
  if (authority === null) {
    throw new CommandFailure(
      "the broker speaks TLS, and a controller has to know whose certificate it has: give its authority as source.mqtt.ca",
    );
  }
  return {
    authority: readPem(authority),
    ...(own === null
      ? {}
      : { own: { certificate: readPem(`${own}.crt`), privateKey: readPem(`${own}.key`) } }),
  };
}

function readPem(path: string): string {
  if (existsSync(path)) return readFileSync(path, "utf8");
  throw new CommandFailure(`${path} is not there: make it with saunter devices certificates`);
}

function findDevice(
  deviceId: string,
  file: string,
  environment: Environment,
): LoadedSensors & { readonly device: DeviceConfig } {
  const loaded = loadSensors(file, environment);
  const { sensors } = loaded;
  const device = sensors.devices.find((one) => one.deviceId === deviceId);
  if (device === undefined) {
    const known = sensors.devices.map((one) => one.deviceId).join(", ");
    throw new CommandFailure(`${file} has no device ${deviceId}; it has: ${known}`);
  }
  return { ...loaded, device };
}

/** @param isPrivate a controller's private key is in them. */
function writeFiles(
  files: readonly FirmwareFile[],
  isPrivate: boolean,
  { force, out }: FirmwareOptions,
): void {
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
    writeFileSync(path, text, isPrivate ? { mode: PRIVATE_FILE } : {});
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
