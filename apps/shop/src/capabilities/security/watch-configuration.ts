/**
 * What the shop is run with is changed outside of it: the configuration in an editor, keys as files. What
 * differs from the start before is written down; who it was, the process cannot know.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SecurityEventKind } from "@saunter/protocol/security-event-kinds";
import type { ShopConfig } from "../../config/shop-config.ts";
import { nameEndpoint } from "../../publish/webhooks.ts";
import { BY_ITSELF, recordSecurity, toNew } from "../../security/record-security.ts";
import { CHANGED_KEYS_MAX } from "../../security/security-limits.ts";
import {
  type Digests,
  digestSetting,
  digestTree,
  noteSettings,
} from "../../security/watch-settings.ts";
import type { Transaction } from "../../store/transaction.ts";

/** In the configuration's own words, as far as they differ. Webhooks are told by themselves. */
export function noteConfiguration(tx: Transaction, config: ShopConfig, key: Uint8Array): void {
  const { added, changed, removed, isFirst } = noteSettings(
    tx,
    "configuration:",
    digestConfiguration(config, key),
  );
  const keys = [...new Set([...added, ...changed, ...removed])].sort();
  if (isFirst || keys.length === 0) return;
  recordSecurity(tx, BY_ITSELF, "configuration.changed", {
    changes: { keys: toNew(keys.slice(0, CHANGED_KEYS_MAX)), count: toNew(keys.length) },
  });
}

function digestConfiguration(config: ShopConfig, key: Uint8Array): Digests {
  const { shop, source, floor, entry, payment, policies, mail, http, dataFolder } = config;
  const { jurisdiction, defaultTaxCategory, goods, receiptFonts } = config;
  const { brand, ...identity } = shop;
  const look =
    brand === undefined ? {} : { brand: { colour: brand.colour, logo: brand.logo?.version } };
  return digestTree(key, {
    shop: { ...identity, ...look },
    ...{ source, floor, entry, payment, policies, mail, http },
    data: { folder: dataFolder },
    tax: { jurisdiction, defaultCategory: defaultTaxCategory },
    receiptFonts: JSON.stringify(receiptFonts),
    // Lists count as a whole: what holds of them is changed in the shop, and told there.
    catalogue: JSON.stringify(goods?.catalogue),
    planogram: JSON.stringify(goods?.planogram),
    offers: JSON.stringify(goods?.offers),
  });
}

const WEBHOOK_PARTS = ["secret", "events"] as const;

export function noteWebhooks(
  tx: Transaction,
  { webhooks }: Pick<ShopConfig, "webhooks">,
  key: Uint8Array,
): void {
  const digests = new Map(
    webhooks.flatMap(({ url, secret, events }) => {
      const endpointId = nameEndpoint(url);
      return [
        [`${endpointId}.secret`, digestSetting(key, secret.reveal())] as const,
        [`${endpointId}.events`, digestSetting(key, JSON.stringify(events))] as const,
      ];
    }),
  );
  const { added, changed, removed, isFirst } = noteSettings(tx, "webhook:", digests);
  if (isFirst) return;
  const record = (kind: SecurityEventKind, endpointId: string, parts: readonly string[]): void =>
    recordSecurity(tx, BY_ITSELF, kind, {
      object: { kind: "webhook", id: endpointId },
      changes: parts.length === 0 ? {} : { parts: toNew(parts) },
    });
  for (const endpointId of listEndpoints(added)) record("webhook.added", endpointId, []);
  for (const endpointId of listEndpoints(removed)) record("webhook.removed", endpointId, []);
  for (const endpointId of listEndpoints(changed)) {
    const parts = WEBHOOK_PARTS.filter((part) => changed.includes(`${endpointId}.${part}`));
    record("webhook.changed", endpointId, parts);
  }
}

function listEndpoints(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => name.slice(0, name.lastIndexOf("."))));
}

const KEY_FILE = /\.(pem|key)$/;

/** Of the files of keys in the data folder. */
export function digestKeyFiles(folder: string, key: Uint8Array): Digests {
  const keys = join(folder, "keys");
  if (!existsSync(keys)) return new Map();
  const names = readdirSync(keys).filter((name) => KEY_FILE.test(name));
  return new Map(
    names.sort().map((name) => [name, digestSetting(key, readFileSync(join(keys, name)))]),
  );
}

export function noteKeyFiles(tx: Transaction, digests: Digests): void {
  const { added, changed, removed } = noteSettings(tx, "key-file:", digests);
  const record = (kind: SecurityEventKind, names: readonly string[]): void => {
    for (const id of names)
      recordSecurity(tx, BY_ITSELF, kind, { object: { kind: "key-file", id } });
  };
  record("key-file.added", added);
  record("key-file.replaced", changed);
  record("key-file.removed", removed);
}
