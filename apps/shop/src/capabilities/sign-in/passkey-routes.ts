/** Passkeys of whoever is signed in. */

import { createHash } from "node:crypto";
import {
  GET_ME_PASSKEYS,
  type PASSKEY,
  POST_ME_PASSKEY_REMOVE,
  POST_ME_PASSKEYS,
  POST_ME_PASSKEYS_OPTIONS,
} from "@saunter/protocol/http/passkey-routes";
import type { Static } from "typebox";
import { orRefuse, RefusedError } from "../../domain/shop-context.ts";
import type { Passkey, PasskeyOwner } from "../../entry/passkey-store.ts";
import { addAction, addPost, addRead } from "../../http/add-route.ts";
import { findActor } from "../../http/find-actor.ts";
import type { HttpContext, HttpDeps } from "../../http/http-context.ts";
import { pageItems } from "../../http/pages.ts";
import { orFail } from "../../http/problem.ts";
import type { PasskeyServices } from "../../http/require-passkeys.ts";
import { requirePasskeys } from "../../http/require-passkeys.ts";
import { findCustomer } from "../../people/customers.ts";
import { createStorePasskeys, listPasskeys } from "../../people/passkeys.ts";
import type { Principal } from "../../people/roles.ts";
import { findUser } from "../../people/users.ts";
import type { Transaction } from "../../store/transaction.ts";

export function addPasskeyRoutes(context: HttpContext<PasskeyServices>): void {
  addRegistration(context);
  addRead(context, GET_ME_PASSKEYS, ({ principal, query, url }) => {
    const passkeys = listPasskeys(context.deps.shop.store, findOwner(principal)).map(showPasskey);
    return pageItems(passkeys, ({ passkeyId }) => passkeyId, { ...query, url });
  });
  addRemoval(context);
}

function addRegistration(context: HttpContext<PasskeyServices>): void {
  const { shop } = context.deps;
  addAction(context, POST_ME_PASSKEYS_OPTIONS, async ({ principal }) => {
    const passkeys = requirePasskeys(context.deps);
    const name = nameOwner(context.deps, principal);
    return orFail(await passkeys.beginRegistration(findOwner(principal), name, shop.nowMs()));
  });
  addPost(context, POST_ME_PASSKEYS, async (call, claim) => {
    const { principal, body } = call;
    const { response } = body;
    const passkeys = requirePasskeys(context.deps);
    const owner = findOwner(principal);
    const { id: credentialId } = response as { readonly id?: unknown };
    const isThis = (passkey: Passkey): boolean => passkey.credentialId === credentialId;
    // Nothing of the passkey is kept with the answer: it would outlive its owner's data.
    const given = await context.idempotency.onceInSteps(claim, shop.makeId, async () => {
      if (!listPasskeys(shop.store, owner).some(isThis)) {
        orRefuse(await passkeys.finishRegistration(owner, response, shop.nowMs(), findActor(call)));
      }
      return { status: 201, body: null };
    });
    return { ...given, body: showPasskey(findPasskey(shop.store, owner, isThis)) };
  });
}

function addRemoval(context: HttpContext<PasskeyServices>): void {
  const { shop } = context.deps;
  const passkeys = createStorePasskeys(shop.store);
  addPost(context, POST_ME_PASSKEY_REMOVE, (call, claim) =>
    context.idempotency.onceInSteps(claim, shop.makeId, async () => {
      const { principal, params } = call;
      const { passkeyId } = params;
      const owner = findOwner(principal);
      const isNamed = (passkey: Passkey): boolean => namePasskey(passkey) === passkeyId;
      const { credentialId } = findPasskey(shop.store, owner, isNamed);
      await passkeys.remove(owner, credentialId, findActor(call));
      return { status: 204, body: undefined };
    }),
  );
}

function findOwner({ id: userId, customerId }: Principal): PasskeyOwner {
  return customerId === null ? { kind: "user", id: userId } : { kind: "customer", id: customerId };
}

/** What the device shows beside the passkey, so that its owner can tell it from others. */
function nameOwner({ shop, identity }: HttpDeps, principal: Principal): string {
  const { kind, id: ownerId } = findOwner(principal);
  const name =
    kind === "user"
      ? findUser(shop.store, ownerId)?.name
      : findCustomer(shop.store, ownerId)?.email;
  return name ?? identity.name;
}

function findPasskey(
  reader: Pick<Transaction, "db">,
  owner: PasskeyOwner,
  isWanted: (passkey: Passkey) => boolean,
): Passkey {
  const passkey = listPasskeys(reader, owner).find(isWanted);
  if (passkey === undefined) throw new RefusedError("not-found", "you have no such passkey");
  return passkey;
}

/** The authenticator's own id may be longer than a part of an address may be. */
function namePasskey({ credentialId }: Passkey): string {
  return createHash("sha256").update(credentialId).digest("base64url");
}

function showPasskey(passkey: Passkey): Static<typeof PASSKEY> {
  const { transports, createdMs } = passkey;
  return { passkeyId: namePasskey(passkey), transports: [...transports], createdMs };
}
