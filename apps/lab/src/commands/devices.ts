import { join, resolve } from "node:path";
import { CommandFailure, type CommandIo } from "@saunter/shop/command-line/command-io";
import { formatProblems, printWarnings } from "@saunter/shop/commands/config";
import { parseCount, parsePositive, parseSeed } from "@saunter/shop/commands/parse-options";
import { usePeople } from "@saunter/shop/commands/use-people";
import type { ConfigLoad } from "@saunter/shop/config/load-config";
import type { SensorsConfig } from "@saunter/shop/config/sensors-config";
import type { ShopConfig } from "@saunter/shop/config/shop-config";
import { listOwnGates, type OwnGate } from "@saunter/shop/gates/list-gates";
import type { ScenarioName } from "@saunter/sim/scenarios";
import { type Command, InvalidArgumentError } from "commander";
import {
  addDeviceKeys,
  type DeviceKeys,
  GATE_ID,
  listKeyed,
  readDeviceKeys,
  writeDeviceKeys,
} from "../devices/device-keys.ts";
import { enterByApi } from "../devices/enter-by-api.ts";
import {
  createFaultSwitches,
  FAULT_KINDS,
  parseFault,
  type TimedFault,
} from "../devices/fault-switches.ts";
import type { openMqttDevice } from "../devices/mqtt-device.ts";
import type { DevicesStatus } from "../devices/publish-devices.ts";
import { SCALE_FAULT_KINDS } from "../devices/scale-faults.ts";
import { simulateDevices } from "../devices/simulate-devices.ts";
import { GATE_FAULT_KINDS, type openSimulatedGate } from "../devices/simulated-gate.ts";
import { createScenarioOption } from "./simulate.ts";

export interface DevicesDependencies {
  readonly io: CommandIo;
  readonly loadConfig: (file: string) => ConfigLoad;
  readonly openDevice: typeof openMqttDevice;
  readonly openGate: typeof openSimulatedGate;
  readonly fetch: typeof fetch;
  /** Lines that are typed while it runs. */
  readonly onLine: (listener: (line: string) => void) => () => void;
}

interface KeysOptions {
  readonly config: string;
  readonly data?: string;
  readonly keys: string;
}

interface SimulateOptions extends Omit<KeysOptions, "data"> {
  readonly broker?: string;
  readonly shop?: string;
  readonly gates: boolean;
  readonly seed: number;
  readonly scenario: ScenarioName;
  readonly speed: number;
  readonly shoppersAtOnce?: number;
  readonly fault: readonly TimedFault[];
}

const EXAMPLES = `
The configuration has source: { kind: sensors }. Its fixtures and planogram make the simulated world.

Faults:
  ${SCALE_FAULT_KINDS.slice(0, 9).join(", ")},
  ${SCALE_FAULT_KINDS.slice(9).join(", ")}
  of gates: ${GATE_FAULT_KINDS.join(", ")}

While it runs, type a fault such as stuck:shelf-1:3 to switch it on or off, off for none, or ? for the list.

Examples:
  saunter devices keys --config shop.yaml --keys keys.json       once, while the shop is stopped
  saunter serve shop.yaml                                        the shop, in another terminal
  saunter devices simulate --config shop.yaml --keys keys.json
  saunter devices simulate --config shop.yaml --keys keys.json --fault dead:shelf-1:3@30-90
`;

/** Adds simulated devices to `saunter devices`, for a shop that has none yet. */
export function addDevicesCommand(program: Command, dependencies: DevicesDependencies): void {
  const there = program.commands.find((command) => command.name() === "devices");
  const devices = (there ?? program.command("devices")).description(
    "write the firmware of the shop's scales; simulate them and the tracker",
  );
  const addSub = (name: string, description: string) =>
    devices
      .command(name)
      .description(description)
      .requiredOption("--config <file>", "the shop's configuration, YAML")
      .requiredOption("--keys <file>", "JSON with a key for each id; keep it to yourself");
  addSub("keys", "add a user with a key for each device that has none; the shop must be stopped")
    .option("--data <folder>", "the shop's data folder, whatever the configuration says")
    .action((options: KeysOptions) => addKeys(options, dependencies));
  addSub("simulate", "publish a simulated shop over MQTT, as its devices would")
    .option("--broker <url>", "the broker, whatever the configuration says")
    .option("--shop <url>", "where the shop's API is, whatever the configuration says")
    .option("--no-gates", "show no cards: people appear at the door")
    .option("--seed <n>", "the same seed gives the same shop", parseSeed, 1)
    .addOption(createScenarioOption())
    .option("--speed <n>", "so many times as fast as people walk", parsePositive, 1)
    .option("--shoppers-at-once <n>", "people in the shop at once, at most", parseCount)
    .option("--fault <spec>", "KIND:DEVICE[:CHANNEL][@FROM-TO], in seconds", collectFault, [])
    .addHelpText("after", EXAMPLES)
    .action((options: SimulateOptions) => simulate(options, dependencies));
}

function collectFault(text: string, before: readonly TimedFault[]): readonly TimedFault[] {
  const fault = parseFault(text);
  if (typeof fault === "string") throw new InvalidArgumentError(fault);
  return [...before, fault];
}

export function loadSensorsConfig(
  file: string,
  { io, loadConfig }: Pick<DevicesDependencies, "io" | "loadConfig">,
): { readonly config: ShopConfig; readonly sensors: SensorsConfig } {
  const loaded = loadConfig(file);
  printWarnings(loaded, io);
  if (!loaded.ok) throw new CommandFailure(formatProblems(file, loaded));
  const { source } = loaded.config;
  if (source.kind === "sensors") return { config: loaded.config, sensors: source };
  throw new CommandFailure(`${file}: source.kind is ${source.kind}; devices need kind: sensors`);
}

async function addKeys(
  { config: file, data, keys: keysFile }: KeysOptions,
  dependencies: DevicesDependencies,
): Promise<void> {
  const { io } = dependencies;
  const { config, sensors } = loadSensorsConfig(file, dependencies);
  const before = readDeviceKeys(keysFile);
  const { added, keys, unknown } = await usePeople(data ?? config.dataFolder, io, false, (store) =>
    addDeviceKeys(store, listKeyed(sensors, listOwnGates(config)), before, io.nowMs()),
  );
  writeDeviceKeys(keysFile, keys);
  io.writeOut(`${added.length} keys are added to ${keysFile}.\n`);
  if (unknown.length === 0) return;
  const command = `saunter user key ${unknown[0]} --data ${data ?? config.dataFolder}`;
  io.writeOut(`These have a key that is not in the file: ${unknown.join(", ")}.\n`);
  io.writeOut(`Give each a new one, and write it there: ${command}\n`);
}

async function simulate(options: SimulateOptions, dependencies: DevicesDependencies) {
  const { io } = dependencies;
  const { config, sensors } = loadSensorsConfig(options.config, dependencies);
  const keys = readDeviceKeys(resolve(options.keys));
  const missing = listKeyed(sensors, listTurnstiles(config)).flatMap(([id]) =>
    keys[id] === undefined && (options.gates || id !== GATE_ID) ? [id] : [],
  );
  if (missing.length > 0) {
    const how = `saunter devices keys --config ${options.config} --keys ${options.keys}`;
    throw new CommandFailure(`${options.keys} has no key for ${missing.join(", ")}: ${how}`);
  }
  const ids = listIds(config, sensors);
  for (const { deviceId } of options.fault) checkDevice(deviceId, ids);
  const beganMs = io.nowMs();
  const switches = createFaultSwitches(options.fault);
  const show = createDisplay(io);
  const offLine = dependencies.onLine((line) => {
    const atS = (io.nowMs() - beganMs) / 1000;
    const fault = parseFault(line);
    if (line.trim() === "off") switches.clear();
    else if (line.trim() === "?") io.writeOut(`${FAULT_KINDS.join(", ")}\n`);
    else if (typeof fault === "string") io.writeOut(`${fault}\n`);
    else if (ids.includes(fault.deviceId)) switches.toggle(fault, atS);
    else io.writeOut(`${wordIds(ids)}\n`);
  });
  const stop = new AbortController();
  const link = makeLink(options.broker, sensors, keys, io);
  const turnstiles = listTurnstiles(config).map(({ hardware: { deviceId }, id }) =>
    dependencies.openGate({
      ...link(deviceId),
      gateId: id,
      listFaults: () => switches.listOfGate(deviceId, (io.nowMs() - beganMs) / 1000),
      nowMs: io.nowMs,
      sleep: (durationMs) => io.sleep(durationMs, stop.signal),
    }),
  );
  const offInterrupt = io.onInterrupt(() => stop.abort());
  try {
    await simulateDevices({
      config,
      sensors,
      seed: options.seed,
      scenario: options.scenario,
      speed: options.speed,
      ...(options.shoppersAtOnce === undefined ? {} : { shoppersAtOnce: options.shoppersAtOnce }),
      switches,
      openDevice: (deviceId) => dependencies.openDevice(link(deviceId)),
      onParty: makeEntry(options, config, keys[GATE_ID], dependencies),
      onStatus: show,
      nowMs: io.nowMs,
      sleep: (durationMs) => io.sleep(durationMs, stop.signal),
      signal: stop.signal,
    });
  } finally {
    offInterrupt();
    offLine();
    stop.abort();
    await Promise.all(turnstiles.map((gate) => gate.close()));
  }
  io.writeOut("\nThe devices are off.\n");
}

/** Gates whose controllers speak our own topics: others have firmware of their own. */
function listTurnstiles(config: ShopConfig): OwnGate[] {
  return listOwnGates(config).filter(
    ({ hardware: { actuator } }) => actuator?.kind === "mqtt" && actuator.isOwn,
  );
}

function listIds(config: ShopConfig, { devices }: SensorsConfig): string[] {
  return [
    ...devices.map(({ deviceId }) => deviceId),
    ...listTurnstiles(config).map(({ hardware }) => hardware.deviceId),
  ];
}

function wordIds(ids: readonly string[]): string {
  return `The controllers are ${ids.join(", ")}`;
}

function checkDevice(deviceId: string, ids: readonly string[]): void {
  if (ids.includes(deviceId)) return;
  throw new CommandFailure(`no controller is called ${deviceId}. ${wordIds(ids)}`);
}

/** How a device reaches the broker; why it cannot is said once. */
export function makeLink(
  broker: string | undefined,
  { mqtt }: SensorsConfig,
  keys: DeviceKeys,
  io: Pick<CommandIo, "writeErr">,
) {
  const { certificatesFolder: own } = mqtt;
  const here = `${own === null ? "mqtt" : "mqtts"}://${mqtt.host}:${mqtt.port}`;
  const url = broker ?? mqtt.broker?.url ?? here;
  const said = new Set<string>();
  return (deviceId: string) => ({
    url,
    prefix: mqtt.prefix,
    deviceId,
    key: keys[deviceId]!,
    caFile: mqtt.broker?.caFile ?? (own === null ? null : join(own, "ca.crt")),
    onRefused: ({ message }: Error) => {
      if (said.has(message)) return;
      said.add(message);
      io.writeErr(`${deviceId}: ${message || "the broker does not answer"}; it tries again\n`);
    },
  });
}

function makeEntry(
  { gates, shop }: SimulateOptions,
  { floor, http }: ShopConfig,
  key: string | undefined,
  { fetch, io }: DevicesDependencies,
): (partySize: number) => void {
  const gate = floor?.gates.find(({ direction }) => direction !== "out");
  if (!gates || gate === undefined || key === undefined) return () => {};
  const url = shop ?? http.publicUrl ?? `http://${http.host}:${http.port}`;
  const options = { url, gateId: gate.id, key, fetch, sleep: io.sleep };
  return (partySize) => {
    void enterByApi(options, partySize).then((refused) => {
      if (refused !== null) io.writeErr(`The gate stays closed: ${refused}\n`);
    });
  };
}

/** One line that changes on a terminal; elsewhere a line when something has changed. */
export function createDisplay(io: CommandIo): (status: DevicesStatus) => void {
  let before = "";
  return ({ connected, devices, faults, seconds, sent, waiting }) => {
    const state = `${connected} of ${devices} devices connected; faults: ${faults.join(", ") || "none"}`;
    const line = `${Math.round(seconds)} s: ${sent} frames sent, ${waiting} waiting; ${state}`;
    if (io.outIsTerminal) io.writeOut(`\r${line.slice(0, io.columns - 1).padEnd(io.columns - 1)}`);
    else if (state !== before) io.writeOut(`${line}\n`);
    before = state;
  };
}
