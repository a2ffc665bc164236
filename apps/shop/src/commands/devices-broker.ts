/** What a broker and the devices at it need: certificates, and the files of a mosquitto. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readFingerprint } from "@saunter/ingest/scales/mqtt/make-certificate";
import { DEVICE_ID_PATTERN } from "@saunter/protocol/devices/scale-frame";
import type { Command } from "commander";
import { CommandFailure, type CommandIo } from "../command-line/command-io.ts";
import { type ReadText, readTextFile } from "../config/read-text-file.ts";
import { isOverMqtt } from "../config/sensors-config.ts";
import type { Environment } from "../config/take-secret.ts";
import { addBrokerHosts, addDeviceCertificate } from "../sensors/broker-certificates.ts";
import { readPasswordLines, writeAcl, writePasswordLine } from "../sensors/mosquitto-files.ts";
import { PRIVATE_FILE } from "../store/private-files.ts";
import { type LoadedSensors, loadSensors } from "./load-sensors.ts";

export interface DevicesDependencies {
  readonly io: CommandIo;
  /** Where secrets are looked up. */
  readonly environment: Environment;
}

const CERTIFICATES_DEFAULT = "certificates";
const MOSQUITTO_DEFAULT = "mosquitto";
const PASSWORD_BYTES = 32;
const DEVICE_ID = new RegExp(DEVICE_ID_PATTERN);

interface CertificatesOptions {
  readonly config: string;
  readonly out?: string;
  readonly host: readonly string[];
  readonly force?: true;
}

interface MosquittoOptions {
  readonly config: string;
  readonly out: string;
  readonly force?: true;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Adds `certificates` and `mosquitto` to `saunter devices`. */
export function addBrokerCommands(devices: Command, dependencies: DevicesDependencies): void {
  devices
    .command("certificates")
    .description("make the certificates of the broker and of its devices")
    .argument("[device...]", "ids; those of the configuration that speak MQTT where none is given")
    .requiredOption("--config <config>", "the shop's configuration, YAML")
    .option(
      "--out <folder>",
      "folder for the files (default: the configuration's, or certificates)",
    )
    .option(
      "--host <name>",
      "a further name or address of the broker; may be given again",
      collect,
      [],
    )
    .option("--force", "replace those of devices that are there")
    .action((ids: string[], options: CertificatesOptions) =>
      makeCertificates(ids, options, dependencies),
    );
  devices
    .command("mosquitto")
    .description("write the password file and the rights of a mosquitto")
    .argument("[tracker...]", "ids of trackers, which the configuration doesn't list")
    .requiredOption("--config <config>", "the shop's configuration, YAML")
    .option("--out <folder>", "folder for the files", MOSQUITTO_DEFAULT)
    .option("--force", "give devices that have a password another")
    .action((trackers: string[], options: MosquittoOptions) =>
      writeMosquitto(trackers, options, dependencies),
    );
}

/** Certificates that the configuration names and this command is to make. */
const readOrMissing: ReadText = (path, bytesMax) =>
  /\.(?:crt|key|pem)$/.test(path) && !existsSync(path)
    ? { ok: true, text: "" }
    : readTextFile(path, bytesMax);

async function makeCertificates(
  given: readonly string[],
  { config, force, host, out }: CertificatesOptions,
  { environment, io }: DevicesDependencies,
): Promise<void> {
  const loaded = loadSensors(config, environment, readOrMissing);
  const { sensors } = loaded;
  const ids = given.length > 0 ? checkIds(given) : listDevices(loaded);
  const { broker, certificatesFolder } = sensors.mqtt;
  const folder = out ?? certificatesFolder ?? CERTIFICATES_DEFAULT;
  const own = broker === null ? sensors.mqtt.host : new URL(broker.url).hostname;
  // An IPv6 address has brackets in a URL.
  const hosts = [own.replaceAll(/[[\]]/g, ""), ...host];
  const nowMs = io.nowMs();
  const opened = await addBrokerHosts(folder, hosts, nowMs);
  const made: string[] = [];
  for (const id of ids) {
    if (await addDeviceCertificate(folder, id, nowMs, force === true)) made.push(id);
  }
  const kept = ids.filter((id) => !made.includes(id));
  io.writeOut(`Certificates in ${folder}:\n`);
  io.writeOut(`  ca.crt      ${readFingerprint(opened.authority)}\n`);
  io.writeOut(`  broker.crt  ${readFingerprint(opened.certificate)}\n`);
  if (opened.added.length > 0) {
    const names = opened.added.join(", ");
    io.writeOut(
      `Made broker.crt again, with ${names}: restart the broker with it and broker.key.\n`,
    );
  }
  if (made.length > 0) io.writeOut(`Made for ${made.join(", ")}: a .crt and a .key each.\n`);
  if (kept.length > 0) io.writeOut(`Kept those of ${kept.join(", ")}.\n`);
  io.writeOut(
    "\nGive each device its own two files of devices, and ca.crt. Keep ca.key to yourself.\n",
  );
}

function writeMosquitto(
  given: readonly string[],
  { config, force, out }: MosquittoOptions,
  { environment, io }: DevicesDependencies,
): void {
  const loaded = loadSensors(config, environment);
  const { devices, mqtt } = loaded.sensors;
  const shop = mqtt.broker;
  if (shop === null || shop.user === null || shop.password === null) {
    throw new CommandFailure(
      `${config} has no broker of your own to sign in at: give source.mqtt url, user and password`,
    );
  }
  const trackers = checkIds(given);
  const scale = trackers.find((id) => devices.some(({ deviceId }) => deviceId === id));
  if (scale !== undefined) {
    throw new CommandFailure(
      `${scale} is a scale in ${config}, and may not publish as a tracker: give the tracker an id of its own`,
    );
  }
  const passwords = join(out, "passwords");
  const before = existsSync(passwords)
    ? readPasswordLines(readFileSync(passwords, "utf8"))
    : new Map<string, string>();
  const shopName = shop.user.reveal();
  if (!/^[^:\s]+$/.test(shopName)) {
    throw new CommandFailure(
      "source.mqtt.user has a colon or a space, which mosquitto's files have no place for",
    );
  }
  const lines = [writePasswordLine(shopName, shop.password.reveal())];
  const shown: string[] = [];
  for (const id of new Set([...listDevices(loaded), ...trackers])) {
    const known = force ? undefined : before.get(id);
    const password = randomBytes(PASSWORD_BYTES).toString("base64url");
    lines.push(known ?? writePasswordLine(id, password));
    if (known === undefined) shown.push(`  ${id}  ${password}\n`);
  }
  mkdirSync(out, { recursive: true });
  writeFileSync(passwords, `${lines.join("\n")}\n`, { mode: PRIVATE_FILE });
  const acl = writeAcl({
    ...{ prefix: mqtt.prefix, shopName, trackers, gateDevices: loaded.gateDevices },
    devices: devices.filter(isOverMqtt),
  });
  writeFileSync(join(out, "acl"), acl, { mode: PRIVATE_FILE });
  io.writeOut(`Written: ${passwords} and ${join(out, "acl")}.\n`);
  if (shown.length > 0) io.writeOut(`New passwords, shown once:\n${shown.join("")}`);
  io.writeOut(
    "\nPut both where mosquitto's configuration names them, readable for its user alone, and reload it.\n",
  );
}

/** A device of scales may move a gate, too, and one device several gates. */
function listDevices({ gateDevices, sensors }: LoadedSensors): string[] {
  const all = [...sensors.devices.filter(isOverMqtt), ...gateDevices];
  return [...new Set(all.map(({ deviceId }) => deviceId))];
}

function checkIds(ids: readonly string[]): readonly string[] {
  const wrong = ids.find((id) => !DEVICE_ID.test(id));
  if (wrong === undefined) return ids;
  throw new CommandFailure(
    `${wrong} is no device's id: use lower-case letters, digits and hyphens`,
  );
}
