/** From a proven identity to what it may do now: roles are looked up each time. */
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { hashApiKey, isApiKey } from "./api-keys.ts";
import { findFormerOwner, findScopes } from "./key-scopes.ts";
import type { Principal } from "./roles.ts";
import type { Subject } from "./sessions.ts";
import { findUser, findUserByKey, type User } from "./users.ts";

/** Null where the person is unknown, forgotten, disabled, or not confirmed. */
export function findPrincipal(
  reader: Pick<Transaction, "db">,
  { kind, id }: Subject,
): Principal | null {
  if (kind === "user") {
    const user = findUser(reader, id);
    return user === null || user.isDisabled || user.isUnconfirmed ? null : toPrincipal(user);
  }
  const row = prepared(reader.db, "SELECT 1 FROM customers WHERE customer_id = ?").get(id);
  return row === undefined ? null : { id, roles: ["shopper"], customerId: id };
}

/** Who holds a key of a gate, a device or an integrator, or `token-invalid`. */
export function authenticateKey(
  reader: Pick<Transaction, "db">,
  key: string,
  nowMs: number,
): Result<Principal> {
  const user = findKeyOwner(reader, key, nowMs);
  if (user === null || user.isDisabled) {
    return refuse("token-invalid", "The key is unknown or no longer valid: ask the operator.");
  }
  if (user.isUnconfirmed) {
    return refuse("token-invalid", "The key was made in a demonstration: saunter user confirm.");
  }
  const principal = toPrincipal(user);
  if (!principal.roles.includes("integrator")) return accept(principal);
  return accept({ ...principal, scopes: findScopes(reader, user.userId) });
}

/** Whose key it is, or was until now where it is being replaced; null where nobody's. */
export function findKeyOwner(
  reader: Pick<Transaction, "db">,
  key: string,
  nowMs: number,
): User | null {
  if (!isApiKey(key)) return null;
  const hash = hashApiKey(key);
  const owner = findUserByKey(reader, hash);
  if (owner !== null) return owner;
  const formerId = findFormerOwner(reader, hash, nowMs);
  return formerId === null ? null : findUser(reader, formerId);
}

function toPrincipal({ userId, roles }: User): Principal {
  return { id: userId, roles, customerId: null };
}
