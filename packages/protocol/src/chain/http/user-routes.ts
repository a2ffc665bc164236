/** Users of the chain, and what they may do. */
import Type from "typebox";
import {
  atMs,
  closed,
  id,
  named,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  text,
} from "../../http/schemas.ts";
import { EMAIL_CHARS_MAX, OVERLAP_HOURS_MAX, SEARCH_CHARS_MAX } from "../../limits.ts";
import { CHAIN_ROLES } from "../rights.ts";
import { chainRoute } from "./chain-route-spec.ts";
import { GRANT, NEW_GRANT, name } from "./chain-schemas.ts";

const GRANTS_MAX = 50;

export const CHAIN_USER = named(
  "ChainUser",
  closed({
    userId: Type.String(),
    name: Type.String(),
    email: nullable(Type.String()),
    isDisabled: Type.Boolean(),
    provisionedBy: oneOf(["invitation", "sso", "scim"]),
    createdMs: atMs("When it was added"),
    lastSignInMs: nullable(atMs("When it last signed in; null: never")),
    grants: Type.Array(GRANT),
  }),
);

const INVITED = named(
  "InvitedUser",
  closed({
    user: CHAIN_USER,
    invitation: Type.String({ description: "To be handed to the user: shown only once." }),
    expiresMs: atMs("Until when it can be accepted"),
  }),
);

const PARAMS = closed({ userId: id("The user's id.") });
const USER_NOW = { 200: { description: "The user.", schema: CHAIN_USER } };
const GRANT_EXAMPLE = { role: "manager", scope: { kind: "region", id: "north" } };

export const GET_USERS = chainRoute({
  method: "GET",
  path: "/users",
  tag: "users",
  summary: "List users by name, with their grants",
  description: "Those whose grants all lie where you may see users.",
  query: closed({
    search: Type.Optional(
      Type.String({ maxLength: SEARCH_CHARS_MAX, description: "Part of a name or address." }),
    ),
    role: Type.Optional(oneOf(CHAIN_ROLES, "Users with one role.")),
    ...PAGE_QUERY,
  }),
  answers: { 200: { description: "A page of users.", schema: pageOf(CHAIN_USER) } },
});

export const GET_USER = chainRoute({
  method: "GET",
  path: "/users/:userId",
  tag: "users",
  summary: "Show a user",
  params: PARAMS,
  answers: USER_NOW,
  codes: ["not-found"],
});

export const POST_USERS = chainRoute({
  method: "POST",
  path: "/users",
  tag: "users",
  summary: "Invite a user",
  body: closed(
    {
      name: name(),
      email: text(EMAIL_CHARS_MAX, "By which they sign in with a password."),
      grants: Type.Array(NEW_GRANT, { minItems: 1, maxItems: GRANTS_MAX }),
    },
    { examples: [{ name: "Mila", email: "mila@chain.example", grants: [GRANT_EXAMPLE] }] },
  ),
  answers: { 201: { description: "The user, with an invitation.", schema: INVITED } },
  codes: ["id-taken", "not-found"],
});

export const POST_USER_INVITATION = chainRoute({
  method: "POST",
  path: "/users/:userId/invitation",
  tag: "users",
  summary: "Invite a user again: their password is removed, and their sessions end",
  params: PARAMS,
  answers: { 200: { description: "The user, with a new invitation.", schema: INVITED } },
  codes: ["not-found", "user-provisioned"],
});

export const POST_USER_GRANTS = chainRoute({
  method: "POST",
  path: "/users/:userId/grants",
  tag: "users",
  summary: "Grant a user a role",
  params: PARAMS,
  body: closed({ grant: NEW_GRANT }, { examples: [{ grant: GRANT_EXAMPLE }] }),
  answers: USER_NOW,
  codes: ["not-found"],
});

export const POST_USER_GRANT_REVOKE = chainRoute({
  method: "POST",
  path: "/users/:userId/grants/:grantId/revoke",
  tag: "users",
  summary: "Revoke a grant",
  params: closed({ userId: id("The user's id."), grantId: id("The grant's id.") }),
  answers: USER_NOW,
  codes: ["not-found", "last-owner", "user-provisioned"],
});

export const POST_USER_DISABLE = chainRoute({
  method: "POST",
  path: "/users/:userId/disable",
  tag: "users",
  summary: "Disable a user and end their sessions",
  params: PARAMS,
  answers: USER_NOW,
  codes: ["not-found", "last-owner"],
});

export const POST_USER_ENABLE = chainRoute({
  method: "POST",
  path: "/users/:userId/enable",
  tag: "users",
  summary: "Enable a user again",
  params: PARAMS,
  answers: USER_NOW,
  codes: ["not-found", "user-provisioned"],
});

const TOKEN_PROPERTIES = {
  tokenId: Type.String(),
  organisationId: nullable(
    Type.String({ description: "Whose users it provisions; null: the chain's." }),
  ),
  name: Type.String(),
  createdMs: atMs("When it was made"),
  lastUsedMs: nullable(atMs("When it was last used; null: never")),
  formerUntilMs: nullable(
    atMs("While it is rotated: until when the one before is accepted, too; null: it is not"),
  ),
};
const TOKEN = closed(TOKEN_PROPERTIES);
const TOKEN_WITH_SECRET = closed({
  ...TOKEN_PROPERTIES,
  token: Type.String({ description: "Shown only once." }),
});
const TOKEN_PARAMS = closed({ tokenId: id("The token's id.") });

export const GET_SCIM_TOKENS = chainRoute({
  method: "GET",
  path: "/scim-tokens",
  tag: "scim",
  summary: "List the tokens of directories",
  query: closed(PAGE_QUERY),
  answers: { 200: { description: "A page of tokens.", schema: pageOf(TOKEN) } },
});

export const POST_SCIM_TOKENS = chainRoute({
  method: "POST",
  path: "/scim-tokens",
  tag: "scim",
  summary: "Make a token for a directory",
  body: closed(
    { name: name(), organisationId: nullable(id("Whose users it provisions; null: the chain's.")) },
    { examples: [{ name: "Entra", organisationId: null }] },
  ),
  answers: { 201: { description: "The token.", schema: TOKEN_WITH_SECRET } },
  codes: ["not-found"],
});

export const POST_SCIM_TOKEN_ROTATE = chainRoute({
  method: "POST",
  path: "/scim-tokens/:tokenId/rotate",
  tag: "scim",
  summary: "Make a new secret for a token",
  params: TOKEN_PARAMS,
  body: closed(
    {
      overlapHours: Type.Integer({
        minimum: 0,
        maximum: OVERLAP_HOURS_MAX,
        description: "How long the one before is accepted, too.",
      }),
    },
    { examples: [{ overlapHours: 24 }] },
  ),
  answers: { 200: { description: "The token.", schema: TOKEN_WITH_SECRET } },
  codes: ["not-found"],
});

export const POST_SCIM_TOKEN_REMOVE = chainRoute({
  method: "POST",
  path: "/scim-tokens/:tokenId/remove",
  tag: "scim",
  summary: "Remove a token",
  params: TOKEN_PARAMS,
  answers: { 204: { description: "It is no longer accepted." } },
  codes: ["not-found"],
});
