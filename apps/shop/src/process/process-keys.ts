/** The process's own signing key: made at the first start, readable by its user alone. */
import type { KeyObject } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ClipSeal, createClipSeal } from "@saunter/ingest/clips/clip-seal";
import { createSecretSeal, type SecretSeal } from "@saunter/ingest/secret-seal";
import type { HashCard } from "../domain/payment-gateway.ts";
import { orRefuse } from "../domain/shop-context.ts";
import { formatPem, generateEntryKeys, parsePrivateKey } from "../entry/entry-keys.ts";
import { createCardHash } from "../payments/card-hash.ts";
import { makePrivateFolder, PRIVATE_FILE } from "../store/private-files.ts";

/** Signs sessions, or entry codes where the configuration has no key for them. */
export function openKey(folder: string, name: string): KeyObject {
  const path = join(folder, "keys", `${name}.pem`);
  if (!existsSync(path)) {
    makePrivateFolder(folder);
    makePrivateFolder(join(folder, "keys"));
    const pem = formatPem(generateEntryKeys().privateKey);
    // All of it, or nothing: half a key would keep the shop from ever opening.
    const arriving = `${path}.arriving`;
    rmSync(arriving, { force: true });
    writeFileSync(arriving, pem, { mode: PRIVATE_FILE, flag: "wx", flush: true });
    renameSync(arriving, path);
  }
  return orRefuse(parsePrivateKey(readFileSync(path, "utf8")));
}

/** Without the key's file, clips of before cannot be opened. */
export function openClipSeal(folder: string): ClipSeal {
  return createClipSeal(openKey(folder, "clips"));
}

/** Without the key's file, cards of before are known by their tokens alone. */
export function openCardHash(folder: string): HashCard {
  return createCardHash(openKey(folder, "cards"));
}

/** Without the key's file, nothing is sent to webhooks that were added in the browser. */
export function openWebhookSeal(folder: string): SecretSeal {
  return createSecretSeal(openKey(folder, "webhooks"), "saunter webhooks");
}

/** Without the key's file, nobody's second factor can be checked: `saunter user reset-second-factor`. */
export function openSecondFactorKey(folder: string): KeyObject {
  return openKey(folder, "second-factors");
}
