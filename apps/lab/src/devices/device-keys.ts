/** The keys of a shop's devices, in a file that its owner alone can read. */
import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Role } from "@saunter/protocol/roles";
import { CommandFailure } from "@saunter/shop/command-line/command-io";
import type { SensorsConfig } from "@saunter/shop/config/sensors-config";
import type { OwnGate } from "@saunter/shop/gates/list-gates";
import { hashApiKey, makeApiKey } from "@saunter/shop/people/api-keys";
import { addUser, findUserByName } from "@saunter/shop/people/users";
import type { Store } from "@saunter/shop/store/store";
import { TRACKER_ID } from "./emulated-devices.ts";

/** By id. */
export type DeviceKeys = Readonly<Record<string, string>>;

/** Under which simulated shoppers come in at the gates. */
export const GATE_ID = "simulated-gate";

const OWNER_ALONE = 0o600;

/** Who needs a key: the controllers, the tracker where people come over MQTT, and who shows cards at the gate. */
export function listKeyed(
  { cameras, devices }: SensorsConfig,
  gates: readonly OwnGate[] = [],
): [id: string, role: Role][] {
  const ids = new Set([
    ...devices.map(({ deviceId }) => deviceId),
    ...gates.map(({ hardware }) => hardware.deviceId),
  ]);
  return [
    ...[...ids].map((deviceId): [string, Role] => [deviceId, "sensor"]),
    ...(cameras === null ? [[TRACKER_ID, "sensor"] as [string, Role]] : []),
    [GATE_ID, "gate"],
  ];
}

/** Adds a user for each that has none. Of those that are there the keys are not known: they keep those of the file. */
export async function addDeviceKeys(
  store: Store,
  keyed: ReturnType<typeof listKeyed>,
  before: DeviceKeys,
  nowMs: number,
): Promise<{ readonly keys: DeviceKeys; readonly added: string[]; readonly unknown: string[] }> {
  const keys: Record<string, string> = { ...before };
  const added: string[] = [];
  const unknown: string[] = [];
  await store.transact((tx) => {
    for (const [id, role] of keyed) {
      if (findUserByName(tx, id) !== null) {
        if (keys[id] === undefined) unknown.push(id);
        continue;
      }
      const key = makeApiKey();
      const proof = { kind: "key", hash: hashApiKey(key) } as const;
      const made = addUser(tx, { userId: randomUUID(), name: id, roles: [role], proof }, nowMs);
      if (!made.ok) throw new CommandFailure(made.refusal.detail);
      keys[id] = key;
      added.push(id);
    }
  });
  return { keys, added, unknown };
}

/** Of no file: none. */
export function readDeviceKeys(path: string): DeviceKeys {
  if (!existsSync(path)) return {};
  const wrong = `${path}: a file of keys is a JSON object of a key an id, as saunter devices keys writes it`;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new CommandFailure(wrong);
  }
  if (!isKeys(json)) throw new CommandFailure(wrong);
  return json;
}

function isKeys(json: unknown): json is DeviceKeys {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return false;
  return Object.values(json).every((key) => typeof key === "string");
}

export function writeDeviceKeys(path: string, keys: DeviceKeys): void {
  writeFileSync(path, `${JSON.stringify(keys, null, 2)}\n`, { mode: OWNER_ALONE });
  chmodSync(path, OWNER_ALONE);
}
