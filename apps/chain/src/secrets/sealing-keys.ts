/**
 * The keys that seal secrets in the database. They are in the file of the hub's keys; a chain whose file is older
 * than they are has one that follows from the account's key.
 */
import { hkdfSync, randomBytes } from "node:crypto";
import type { HubKeys } from "../hub/hub-keys.ts";

const KEY_BYTES = 32;
const PURPOSE = "saunter chain: secrets in the database";

/** The first seals; all of them open. 32 bytes each. */
export function listSealingKeys({ chain, sealing }: HubKeys): readonly Uint8Array[] {
  if (sealing !== undefined) return sealing.map((key) => Buffer.from(key, "base64url"));
  return [new Uint8Array(hkdfSync("sha256", chain, "", PURPOSE, KEY_BYTES))];
}

const format = (keys: readonly Uint8Array[]): string[] =>
  keys.map((key) => Buffer.from(key).toString("base64url"));

/** They stay what they are, whatever becomes of the account's key. */
export function nameSealingKeys(keys: HubKeys): HubKeys {
  return { ...keys, sealing: format(listSealingKeys(keys)) };
}

/** A new one seals; those before still open. */
export function addSealingKey(keys: HubKeys): HubKeys {
  return { ...keys, sealing: format([randomBytes(KEY_BYTES), ...listSealingKeys(keys)]) };
}

/** The newest stays. */
export function dropFormerSealingKeys(keys: HubKeys): HubKeys {
  return { ...keys, sealing: format(listSealingKeys(keys).slice(0, 1)) };
}
