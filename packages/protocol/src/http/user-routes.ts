/** Users of the shop: people and programs. */
import Type from "typebox";
import { OVERLAP_HOURS_MAX, PASSWORD_CHARS_MAX, USER_NAME_CHARS_MAX } from "../limits.ts";
import { ROLES } from "../roles.ts";
import { SCOPES } from "../scopes.ts";
import { route } from "./route-spec.ts";
import {
  atMs,
  closed,
  deprecated,
  id,
  named,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  text,
} from "./schemas.ts";

const ROLE_LIST = Type.Array(oneOf(ROLES), {
  minItems: 1,
  maxItems: ROLES.length,
  uniqueItems: true,
});

const USER_PROPERTIES = {
  userId: Type.String(),
  name: Type.String(),
  roles: Type.Array(oneOf(ROLES)),
  proof: oneOf(["password", "key"]),
  isDisabled: Type.Boolean(),
  hasSecondFactor: Type.Boolean({ description: "A code of an app, beside the password." }),
  hasPasskey: Type.Boolean(),
  createdMs: atMs("When it was added"),
  scopes: nullable(
    Type.Array(oneOf(SCOPES), {
      description: "What the key of an integrator may do; null: it is no integrator.",
    }),
  ),
  formerKeyUntilMs: nullable(
    atMs("While a key is replaced: until when the one before is good, too"),
  ),
};

const SCOPE_LIST = Type.Array(oneOf(SCOPES), {
  maxItems: SCOPES.length,
  uniqueItems: true,
  description: "Of an integrator's key: what it may do.",
});

export const USER = named("User", closed(USER_PROPERTIES));

const USER_LISTED = named(
  "ListedUser",
  closed({
    ...USER_PROPERTIES,
    isConnected: Type.Boolean({ description: "Whether it is connected to the event stream." }),
    lastActiveMs: nullable(
      atMs("When it sent its last request; null: none since the process started"),
    ),
    heardMs: deprecated(nullable(atMs("The same, by its former name"))),
  }),
);

export const USER_WITH_KEY = named(
  "UserWithKey",
  closed({
    ...USER_PROPERTIES,
    apiKey: nullable(
      Type.String({
        description: "Of a user with a key: shown only once, not when the request is repeated.",
      }),
    ),
  }),
);

const USER_NOW = { 200: { description: "The updated user.", schema: USER } };

const PARAMS = closed({ userId: id("The user's id.") });

const PROOF = nullable(
  text(PASSWORD_CHARS_MAX, "The password; null: the user is a program and gets a key."),
);

export const POST_USER_ROLES = route({
  method: "POST",
  path: "/users/:userId/roles",
  tag: "users",
  summary: "Change a user's roles",
  params: PARAMS,
  body: closed({ roles: ROLE_LIST }, { examples: [{ roles: ["reviewer"] }] }),
  answers: USER_NOW,
  codes: ["not-found"],
});

export const POST_USER_SCOPES = route({
  method: "POST",
  path: "/users/:userId/scopes",
  tag: "users",
  summary: "Change what an integrator's key may do",
  params: PARAMS,
  body: closed({ scopes: SCOPE_LIST }, { examples: [{ scopes: ["receipts:read"] }] }),
  answers: USER_NOW,
  codes: ["not-found"],
});

export const POST_USER_DISABLE = route({
  method: "POST",
  path: "/users/:userId/disable",
  tag: "users",
  summary: "Disable a user at once",
  params: PARAMS,
  answers: USER_NOW,
  codes: ["not-found"],
});

export const POST_USER_ENABLE = route({
  method: "POST",
  path: "/users/:userId/enable",
  tag: "users",
  summary: "Enable a user again",
  params: PARAMS,
  answers: USER_NOW,
  codes: ["not-found"],
});

export const POST_USER_RESET_SECOND_FACTOR = route({
  method: "POST",
  path: "/users/:userId/reset-second-factor",
  tag: "users",
  summary:
    "Remove the second factor and passkeys of a user who has lost their device, and end all their sessions",
  params: PARAMS,
  answers: USER_NOW,
  codes: ["not-found"],
});

export const GET_USERS = route({
  method: "GET",
  path: "/users",
  tag: "users",
  summary: "List users by name",
  query: closed(PAGE_QUERY),
  answers: { 200: { description: "A page of users.", schema: pageOf(USER_LISTED) } },
});

export const POST_USERS = route({
  method: "POST",
  path: "/users",
  tag: "users",
  summary: "Add a user",
  body: closed(
    {
      name: text(USER_NAME_CHARS_MAX),
      roles: ROLE_LIST,
      password: PROOF,
      scopes: Type.Optional(SCOPE_LIST),
    },
    { examples: [{ name: "north gate", roles: ["gate"], password: null }] },
  ),
  answers: { 201: { description: "The user.", schema: USER_WITH_KEY } },
  codes: ["name-taken"],
});

export const POST_USER_PROOF = route({
  method: "POST",
  path: "/users/:userId/proof",
  tag: "users",
  summary: "Set a new password or key for a user and end all their sessions",
  params: PARAMS,
  body: closed(
    {
      password: PROOF,
      overlapHours: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: OVERLAP_HOURS_MAX,
          description: "Of a key: how long the one before is good, too; not at all when left out.",
        }),
      ),
    },
    { examples: [{ password: null, overlapHours: 24 }] },
  ),
  answers: { 200: { description: "The user.", schema: USER_WITH_KEY } },
  codes: ["not-found"],
});
