/** What is done to users by somebody, with the security event of it. */
import type { Result } from "@saunter/commerce/refusal";
import type { SecurityChange } from "@saunter/commerce/security/events";
import type { Role } from "@saunter/protocol/roles";
import type { SecurityEventKind } from "@saunter/protocol/security-event-kinds";
import { type Actor, recordSecurity, toNew } from "../security/record-security.ts";
import type { Transaction } from "../store/transaction.ts";
import { confirmUser } from "./demo-made.ts";
import {
  addUser,
  changeProof,
  changeRoles,
  findUser,
  type NewUser,
  resetSecondFactor,
  setDisabled,
  type User,
  type UserProof,
} from "./users.ts";

export interface AuditedUsers {
  add(user: NewUser, nowMs: number): Result<User>;
  changeRoles(userId: string, roles: readonly Role[]): Result<User>;
  setDisabled(userId: string, isDisabled: boolean): Result<User>;
  resetSecondFactor(userId: string): Result<User>;
  changeProof(userId: string, proof: UserProof): Result<User>;
  confirm(userId: string): void;
}

export function auditUsers(tx: Transaction, actor: Actor): AuditedUsers {
  const record = (
    kind: SecurityEventKind,
    userId: string,
    changes: Readonly<Record<string, SecurityChange>> = {},
  ): void => recordSecurity(tx, actor, kind, { object: { kind: "user", id: userId }, changes });
  return {
    add: (user, nowMs) => {
      const added = addUser(tx, user, nowMs);
      if (!added.ok) return added;
      const { roles, proof } = added.value;
      record("user.added", user.userId, { roles: toNew(roles), proof: toNew(proof) });
      return added;
    },
    changeRoles: (userId, roles) => {
      const before = findUser(tx, userId)?.roles ?? [];
      const changed = changeRoles(tx, userId, roles);
      if (!changed.ok) return changed;
      record("user.roles-changed", userId, { roles: { before, after: changed.value.roles } });
      return changed;
    },
    setDisabled: (userId, isDisabled) => {
      const changed = setDisabled(tx, userId, isDisabled);
      if (changed.ok) record(isDisabled ? "user.disabled" : "user.enabled", userId);
      return changed;
    },
    resetSecondFactor: (userId) => {
      const changed = resetSecondFactor(tx, userId);
      if (changed.ok) record("user.second-factor-reset", userId);
      return changed;
    },
    changeProof: (userId, proof) => {
      const changed = changeProof(tx, userId, proof);
      if (!changed.ok) return changed;
      record(proof.kind === "key" ? "user.key-changed" : "user.password-changed", userId);
      return changed;
    },
    confirm: (userId) => {
      confirmUser(tx, userId);
      record("user.confirmed", userId);
    },
  };
}
