/** Passkeys of whoever is signed in. */

import { createHash } from "node:crypto";
import { atMs, closed, id } from "@saunter/protocol/http/schemas";
import Type, { type Static } from "typebox";
import { orRefuse, RefusedError } from "../../domain/shop-context.ts";
import type { Passkey, PasskeyOwner } from "../../entry/passkey-store.ts";
import { findCustomer } from "../../people/customers.ts";
import { createStorePasskeys, listPasskeys } from "../../people/passkeys.ts";
import type { Principal } from "../../people/roles.ts";
import { findUser } from "../../people/users.ts";
import type { Transaction } from "../../store/store.ts";
import { addAction, addPost, addRead, type HttpContext } from "../add-route.ts";
import type { HttpDeps } from "../http-deps.ts";
import { orFail } from "../problem.ts";
import { requirePasskeys } from "../require-passkeys.ts";

const PASSKEY = closed({
  passkeyId: Type.String(),
  transports: Type.Array(Type.String(), { description: "How the device is reached." }),
  createdMs: atMs("When it was made"),
});

const RESPONSE = Type.Object(
  {},
  { description: "As `navigator.credentials.create` gives it, as JSON." },
);

export function addPasskeyRoutes(context: HttpContext): void {
  addRegistration(context);
  addRead(
    context,
    {
      method: "GET",
      path: "/me/passkeys",
      tag: "auth",
      summary: "Your passkeys, the oldest first",
      answers: {
        200: { description: "All of them.", schema: closed({ items: Type.Array(PASSKEY) }) },
      },
    },
    ({ principal }) => ({
      items: listPasskeys(context.deps.shop.store, findOwner(principal)).map(showPasskey),
    }),
  );
  addRemoval(context);
}

function addRegistration(context: HttpContext): void {
  const { shop } = context.deps;
  addAction(
    context,
    {
      method: "POST",
      path: "/me/passkeys/options",
      tag: "auth",
      summary: "What the browser has to be asked for a new passkey",
      answers: {
        200: {
          description: "Options for `navigator.credentials.create`.",
          schema: Type.Object({}),
        },
      },
      codes: ["entry-method-unavailable"],
    },
    async ({ principal }) => {
      const passkeys = requirePasskeys(context.deps);
      const name = nameOwner(context.deps, principal);
      return orFail(await passkeys.beginRegistration(findOwner(principal), name, shop.nowMs()));
    },
  );
  addPost(
    context,
    {
      method: "POST",
      path: "/me/passkeys",
      tag: "auth",
      summary: "Add a passkey of this device",
      body: closed({ response: RESPONSE }, { examples: [{ response: {} }] }),
      answers: { 201: { description: "It is yours from now on.", schema: PASSKEY } },
      codes: ["entry-method-unavailable", "entry-passkey-refused", "not-found"],
    },
    async ({ principal, body: { response } }, claim) => {
      const passkeys = requirePasskeys(context.deps);
      const owner = findOwner(principal);
      const { id: credentialId } = response as { readonly id?: unknown };
      const isThis = (passkey: Passkey): boolean => passkey.credentialId === credentialId;
      // Nothing of the passkey is kept with the answer: it would outlive its owner's data.
      const given = await context.idempotency.onceInSteps(claim, shop.makeId, async () => {
        if (!listPasskeys(shop.store, owner).some(isThis)) {
          orRefuse(await passkeys.finishRegistration(owner, response, shop.nowMs()));
        }
        return { status: 201, body: null };
      });
      return { ...given, body: showPasskey(findPasskey(shop.store, owner, isThis)) };
    },
  );
}

function addRemoval(context: HttpContext): void {
  const { shop } = context.deps;
  const passkeys = createStorePasskeys(shop.store);
  addPost(
    context,
    {
      method: "POST",
      path: "/me/passkeys/:passkeyId/remove",
      tag: "auth",
      summary: "Remove a passkey, such as that of a lost device",
      params: closed({ passkeyId: id("The passkey's id, as the list has it.") }),
      answers: { 204: { description: "It opens nothing any more." } },
      codes: ["not-found"],
    },
    ({ principal, params: { passkeyId } }, claim) =>
      context.idempotency.onceInSteps(claim, shop.makeId, async () => {
        const owner = findOwner(principal);
        const isNamed = (passkey: Passkey): boolean => namePasskey(passkey) === passkeyId;
        const { credentialId } = findPasskey(shop.store, owner, isNamed);
        await passkeys.remove(owner, credentialId);
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
