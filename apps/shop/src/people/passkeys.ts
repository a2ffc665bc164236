/** Passkeys in the shop's database. They go with their owner. */
import { PASSKEYS_PER_OWNER_MAX } from "../entry/entry-limits.ts";
import type { Passkey, PasskeyOwner, PasskeyStore } from "../entry/passkey-store.ts";
import { type Actor, recordSecurity } from "../security/record-security.ts";
import { prepared } from "../store/prepared.ts";
import { requireIntact } from "../store/row-checksums.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import { findPrincipal } from "./principals.ts";

interface Row {
  readonly credential_id: string;
  readonly owner_kind: PasskeyOwner["kind"];
  readonly owner_id: string;
  readonly public_key: Uint8Array;
  readonly counter: number;
  readonly transports: string;
  readonly created_ms: number;
}

/**
 * What is answered is on the disk. `save` is false, and nothing changed, where the owner is gone or
 * has as many as one may have, too: both may happen while a ceremony goes on.
 */
export function createStorePasskeys(store: Store): PasskeyStore {
  return {
    async find(credentialId) {
      const row = prepared(store.db, "SELECT * FROM passkeys WHERE credential_id = ?").get(
        credentialId,
      );
      if (row === undefined) return undefined;
      requireIntact(store.db, "passkeys", credentialId);
      return toPasskey(row as unknown as Row);
    },
    async listByOwner(owner) {
      return listPasskeys(store, owner);
    },
    save: (passkey, by) =>
      store.transact((tx) => {
        const isSaved = save(tx, passkey);
        if (isSaved) record(tx, "user.passkey-added", passkey.owner, by);
        return isSaved;
      }),
    updateCounter: (credentialId, counterBefore, counter) =>
      store.transact((tx) => {
        const { changes } = prepared(
          tx.db,
          "UPDATE passkeys SET counter = ? WHERE credential_id = ? AND counter = ?",
        ).run(counter, credentialId, counterBefore);
        return changes === 1;
      }),
    remove: (owner, credentialId, by) =>
      store.transact((tx) => {
        const { changes } = prepared(
          tx.db,
          "DELETE FROM passkeys WHERE credential_id = ? AND owner_kind = ? AND owner_id = ?",
        ).run(credentialId, owner.kind, owner.id);
        if (changes === 1) record(tx, "user.passkey-removed", owner, by);
        return changes === 1;
      }),
  };
}

/** Those of shoppers open nothing but their own visits. */
function record(
  tx: Transaction,
  kind: "user.passkey-added" | "user.passkey-removed",
  owner: PasskeyOwner,
  by: Actor | undefined,
): void {
  if (owner.kind !== "user") return;
  const { id } = owner;
  const roles = findPrincipal(tx, owner)?.roles ?? [];
  const actor = by ?? ({ kind: "user", id, roles, via: null, address: null } as const);
  recordSecurity(tx, actor, kind, { object: { kind: "user", id } });
}

/** In the order in which they were made. */
export function listPasskeys(
  reader: Pick<Transaction, "db">,
  { kind, id }: PasskeyOwner,
): Passkey[] {
  const rows = prepared(
    reader.db,
    "SELECT * FROM passkeys WHERE owner_kind = ? AND owner_id = ? ORDER BY rowid",
  ).all(kind, id);
  return (rows as unknown as Row[]).map(toPasskey);
}

function save(tx: Transaction, passkey: Passkey): boolean {
  const { owner } = passkey;
  if (findPrincipal(tx, owner) === null) return false;
  if (listPasskeys(tx, owner).length >= PASSKEYS_PER_OWNER_MAX) return false;
  const { changes } = prepared(
    tx.db,
    "INSERT INTO passkeys VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
  ).run(
    passkey.credentialId,
    owner.kind,
    owner.id,
    passkey.publicKey,
    passkey.counter,
    JSON.stringify(passkey.transports),
    passkey.createdMs,
  );
  return changes === 1;
}

function toPasskey(row: Row): Passkey {
  return {
    credentialId: row.credential_id,
    owner: { kind: row.owner_kind, id: row.owner_id },
    publicKey: new Uint8Array(row.public_key),
    counter: row.counter,
    transports: JSON.parse(row.transports) as string[],
    createdMs: row.created_ms,
  };
}
