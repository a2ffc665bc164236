/** What is done to users by somebody, with the security event of it. */
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import type { SecurityChange } from "@saunter/commerce/security/events";
import type { Role } from "@saunter/protocol/roles";
import type { Scope } from "@saunter/protocol/scopes";
import type { SecurityEventKind } from "@saunter/protocol/security-event-kinds";
import { type Actor, recordSecurity, toNew } from "../security/record-security.ts";
import type { Transaction } from "../store/transaction.ts";
import { confirmUser } from "./demo-made.ts";
import { findScopes, setScopes } from "./key-scopes.ts";
import {
  addUser,
  changeProof,
  changeRoles,
  findUser,
  type NewUser,
  type ProofChange,
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
  changeProof(userId: string, proof: UserProof, options?: ProofChange): Result<User>;
  /** Of an integrator's key. */
  changeScopes(userId: string, scopes: readonly Scope[]): Result<User>;
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
    changeProof: (userId, proof, options = {}) => {
      const { formerUntilMs = null } = options;
      const changed = changeProof(tx, userId, proof, options);
      if (!changed.ok) return changed;
      const kind = proof.kind === "key" ? "user.key-changed" : "user.password-changed";
      record(kind, userId, formerUntilMs === null ? {} : { formerUntilMs: toNew(formerUntilMs) });
      return changed;
    },
    changeScopes: (userId, scopes) => {
      const user = findUser(tx, userId);
      if (user === null) return refuse("not-found", "There is no such user.");
      if (!user.roles.includes("integrator")) {
        return refuse("input-invalid", "Scopes are of integrators alone: give the role first.");
      }
      const before = findScopes(tx, userId);
      setScopes(tx, userId, scopes);
      record("user.scopes-changed", userId, { scopes: { before, after: scopes } });
      return accept(user);
    },
    confirm: (userId) => {
      confirmUser(tx, userId);
      record("user.confirmed", userId);
    },
  };
}
