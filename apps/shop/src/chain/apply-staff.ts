/**
 * Users that the chain gives a shop: by id, with a name and roles. Passwords are none of the chain's: somebody at
 * the shop gives a new user one.
 */
import { ROLES } from "@saunter/protocol/roles";
import { DECOY_HASH } from "@saunter/server/passwords/password-hash";
import Type, { type Static } from "typebox";
import { Check } from "typebox/value";
import { orRefuse, RefusedError } from "../domain/shop-context.ts";
import { auditUsers } from "../people/audited-users.ts";
import { findUser } from "../people/users.ts";
import { BY_ITSELF } from "../security/record-security.ts";
import type { Transaction } from "../store/transaction.ts";

const STAFF = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    roles: Type.Array(Type.Enum(ROLES), { minItems: 1 }),
    isDisabled: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
type Staff = Static<typeof STAFF>;

type Items = Readonly<Record<string, unknown>>;

/**
 * Adds and changes users as the chain says. Who was the chain's and no longer is, is disabled; the shop's own
 * users stay as they are. Throws a `RefusedError` with what is wrong.
 *
 * @param before what was in force.
 */
export function applyStaff(tx: Transaction, items: Items, before: Items): void {
  for (const [userId, item] of Object.entries(items)) {
    if (!Check(STAFF, item)) {
      throw new RefusedError("input-invalid", `user ${userId} needs a name and roles`);
    }
    applyOne(tx, userId, item);
  }
  const users = auditUsers(tx, BY_ITSELF);
  for (const userId of Object.keys(before)) {
    const isGone = !Object.hasOwn(items, userId) && findUser(tx, userId)?.isDisabled === false;
    if (isGone) orRefuse(users.setDisabled(userId, true));
  }
}

function applyOne(tx: Transaction, userId: string, staff: Staff): void {
  const { name, roles, isDisabled = false } = staff;
  const users = auditUsers(tx, BY_ITSELF);
  const proof = { kind: "password", hash: DECOY_HASH } as const;
  const known = findUser(tx, userId);
  const user = known ?? orRefuse(users.add({ userId, name, roles, proof }, tx.atMs));
  const isSame =
    roles.length === user.roles.length && roles.every((one) => user.roles.includes(one));
  if (!isSame) orRefuse(users.changeRoles(userId, roles));
  if (user.isDisabled !== isDisabled) orRefuse(users.setDisabled(userId, isDisabled));
}
