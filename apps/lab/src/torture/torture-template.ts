/**
 * The folder of a shop that has just been opened, with its people: each seed begins with a copy, as to
 * make all its tables takes as long as an hour of the simulation.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { hash } from "@node-rs/argon2";
import type { Role } from "@saunter/protocol/roles";
import { SHOP_CAPABILITIES } from "@saunter/shop/capabilities/capabilities";
import { orRefuse } from "@saunter/shop/domain/shop-context";
import { hashBadge } from "@saunter/shop/entry/badge";
import { formatPem, generateEntryKeys } from "@saunter/shop/entry/entry-keys";
import { hashApiKey } from "@saunter/shop/people/api-keys";
import { saveBadges } from "@saunter/shop/people/badges";
import { registerCustomer, verifyCustomerCard } from "@saunter/shop/people/customers";
import { addUser } from "@saunter/shop/people/users";
import { listTables } from "@saunter/shop/process/capability";
import { openKey } from "@saunter/shop/process/process-keys";
import { registerEndpoints } from "@saunter/shop/publish/webhook-deliveries";
import { nameEndpoint } from "@saunter/shop/publish/webhooks";
import { openStore } from "@saunter/shop/store/store";
import type { Transaction } from "@saunter/shop/store/transaction";
import { CUSTOMER_CARDS } from "@saunter/shop/testing/sample-settings";
import { PAGE_BYTES } from "./torn-files.ts";
import { WEBHOOK_URL } from "./torture-config.ts";
import { START_MS } from "./torture-shop.ts";

/** Tables of the process that are not made of events. */

export const PASSWORD = "seven purple ladders";
/** The cheapest that there is: it is not the hash that is put to the test. */
const CHEAP_ARGON2 = { memoryCost: 8, timeCost: 1, parallelism: 1 };

/** Staff with a password and programs with a key, each with one role. */
export const USERS = {
  operator: { roles: ["operator"], key: null },
  "rev-1": { roles: ["reviewer"], key: null },
  "rev-2": { roles: ["reviewer"], key: null },
  gate: { roles: ["gate"], key: makeKey("g") },
  kiosk: { roles: ["device"], key: makeKey("k") },
  stock: { roles: ["integrator"], key: makeKey("s") },
} as const satisfies Record<
  string,
  { readonly roles: readonly Role[]; readonly key: string | null }
>;

export type UserName = keyof typeof USERS;

function makeKey(letter: string): string {
  return `saunter_${letter.repeat(43)}`;
}

/** What holders show at the gate, by the account or colleague that it stands for. */
export const BADGES = {
  "payroll-1": "DE300001",
  "centre-2": "DE300002",
  "staff-1": "DE300003",
} as const;

export interface Template {
  /** Puts its files into a folder. */
  copyTo(folder: string): void;
  readonly secrets: { readonly codeKey: string; readonly badgeKey: string };
}

let template: Promise<Template> | null = null;

/** The same for all seeds of a process: which of them is the first must make no difference. */
export function getTemplate(): Promise<Template> {
  template ??= makeTemplate();
  return template;
}

async function makeTemplate(): Promise<Template> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-template-"));
  try {
    const secrets = {
      codeKey: formatPem(generateEntryKeys().privateKey),
      badgeKey: "a key that badges are hashed with",
    };
    await fill(folder, secrets.badgeKey);
    openKey(folder, "sessions");
    const files = ["shop.db", join("keys", "sessions.pem")];
    const contents = files.map((file) => [file, readFileSync(join(folder, file))] as const);
    return {
      secrets,
      copyTo: (to) => {
        mkdirSync(join(to, "keys"));
        for (const [file, content] of contents) writeFileSync(join(to, file), content);
      },
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function fill(folder: string, badgeKey: string): Promise<void> {
  const passwordHash = await hash(PASSWORD, CHEAP_ARGON2);
  const store = openStore({
    folder,
    nowMs: () => START_MS,
    ...listTables(SHOP_CAPABILITIES),
    openDatabase: (path) => {
      const db = new DatabaseSync(path);
      db.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
      return db;
    },
  });
  await store.transact((tx) => addPeople(tx, passwordHash, badgeKey));
  await store.close();
}

function addPeople(tx: Transaction, passwordHash: string, badgeKey: string): void {
  for (const [name, { roles, key }] of Object.entries(USERS)) {
    const proof =
      key === null
        ? ({ kind: "password", hash: passwordHash } as const)
        : ({ kind: "key", hash: hashApiKey(key) } as const);
    orRefuse(addUser(tx, { userId: name, name, roles, proof }, tx.atMs));
  }
  for (const [customerId, { token, lastFour, isMember }] of CUSTOMER_CARDS) {
    const card = { token, lastFour };
    const email = `${customerId}@mail.example`;
    const details = { card, isMember, email, locale: "en-GB" };
    orRefuse(registerCustomer(tx, customerId, details, tx.atMs));
    verifyCustomerCard(tx, customerId, { token, cardHash: null }, tx.atMs);
  }
  const badges = Object.entries(BADGES).map(([holder, badgeNumber]) => ({
    badgeHash: orRefuse(hashBadge(badgeNumber, Buffer.from(badgeKey))),
    holder: holder.startsWith("staff")
      ? ({ kind: "staff", staffId: holder } as const)
      : ({ kind: "account", accountId: holder } as const),
    isBlocked: null,
    notAfterMs: null,
    note: null,
  }));
  saveBadges(tx, badges, tx.atMs);
  // Known from the beginning, so that it is notified of every event.
  const endpoint = { endpointId: nameEndpoint(WEBHOOK_URL), url: WEBHOOK_URL };
  registerEndpoints(tx, [{ ...endpoint, secretSource: "", eventTypes: [] }], 0);
}
