/** Passkeys of whoever is signed in. */
import Type from "typebox";
import { route } from "./route-spec.ts";
import { atMs, closed, id, LIST_QUERY, pageOf } from "./schemas.ts";

export const PASSKEY = closed({
  passkeyId: Type.String(),
  transports: Type.Array(Type.String(), {
    description: "How the browser reaches the authenticator.",
  }),
  createdMs: atMs("When it was made"),
});

const RESPONSE = Type.Object(
  {},
  { description: "As `navigator.credentials.create` gives it, as JSON." },
);

export const GET_ME_PASSKEYS = route({
  method: "GET",
  path: "/me/passkeys",
  tag: "auth",
  summary: "List your passkeys, oldest first",
  query: closed(LIST_QUERY),
  answers: { 200: { description: "A page of your passkeys.", schema: pageOf(PASSKEY) } },
});

export const POST_ME_PASSKEYS_OPTIONS = route({
  method: "POST",
  path: "/me/passkeys/options",
  tag: "auth",
  summary: "Get the browser's options for a new passkey",
  answers: {
    200: {
      description: "Options for `navigator.credentials.create`.",
      schema: Type.Object({}),
    },
  },
  codes: ["entry-method-unavailable"],
});

export const POST_ME_PASSKEYS = route({
  method: "POST",
  path: "/me/passkeys",
  tag: "auth",
  summary: "Add a passkey",
  body: closed({ response: RESPONSE }, { examples: [{ response: {} }] }),
  answers: { 201: { description: "Added.", schema: PASSKEY } },
  codes: ["entry-method-unavailable", "entry-passkey-refused", "not-found"],
});

export const POST_ME_PASSKEY_REMOVE = route({
  method: "POST",
  path: "/me/passkeys/:passkeyId/remove",
  tag: "auth",
  summary: "Remove a passkey, such as that of a lost device",
  params: closed({ passkeyId: id("The passkey's id, as listed.") }),
  answers: { 204: { description: "Removed." } },
  codes: ["not-found"],
});
