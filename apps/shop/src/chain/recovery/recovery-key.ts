/**
 * The key of copies that the shop sends to the hub: in the shop's folder, and on paper. Whoever has neither reads
 * none of them.
 */
import { hkdfSync, randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSeal, type SecretSeal } from "@saunter/ingest/secret-seal";
import { makePrivateFolder, PRIVATE_FILE } from "../../store/private-files.ts";

const KEY_BYTES = 16;
const SEAL_KEY_BYTES = 32;
const KEY = /^(?:[0-9A-F]{4}-){7}[0-9A-F]{4}$/;

export function nameRecoveryKeyFile(folder: string): string {
  return join(folder, "keys", "recovery.key");
}

/** Eight groups of four hexadecimal digits, however they were typed; null where a text is none. */
export function parseRecoveryKey(text: string): string | null {
  const digits = text.replaceAll(/[\s-]/g, "").toUpperCase();
  const key = digits.match(/.{1,4}/g)?.join("-") ?? "";
  return KEY.test(key) ? key : null;
}

/** That of the folder; null where it has none. */
export function readRecoveryKey(folder: string): string | null {
  const path = nameRecoveryKeyFile(folder);
  return existsSync(path) ? parseRecoveryKey(readFileSync(path, "utf8")) : null;
}

/** That of the folder, made where there is none. */
export function openRecoveryKey(folder: string): string {
  const known = readRecoveryKey(folder);
  if (known !== null) return known;
  const key = parseRecoveryKey(randomBytes(KEY_BYTES).toString("hex"))!;
  makePrivateFolder(folder);
  makePrivateFolder(join(folder, "keys"));
  const path = nameRecoveryKeyFile(folder);
  const arriving = `${path}.arriving`;
  rmSync(arriving, { force: true });
  writeFileSync(arriving, `${key}\n`, { mode: PRIVATE_FILE, flag: "wx", flush: true });
  renameSync(arriving, path);
  return key;
}

export function createRecoverySeal(recoveryKey: string): SecretSeal {
  const bytes = Buffer.from(recoveryKey.replaceAll("-", ""), "hex");
  return createSeal(
    new Uint8Array(hkdfSync("sha256", bytes, "", "saunter recovery", SEAL_KEY_BYTES)),
  );
}
