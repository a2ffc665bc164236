import {
  atMs,
  closed,
  id,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  text,
} from "@saunter/protocol/http/schemas";
import { PAGE_ROWS, PASSWORD_CHARS_MAX, USER_NAME_CHARS_MAX } from "@saunter/protocol/limits";
import { ROLES } from "@saunter/protocol/roles";
import Type, { type Static } from "typebox";
import { orRefuse, RefusedError } from "../../domain/shop-context.ts";
import { hashApiKey, makeApiKey } from "../../people/api-keys.ts";
import { checkPassword, hashPassword } from "../../people/passwords.ts";
import {
  addUser,
  changeProof,
  changeRoles,
  findUser,
  listUsers,
  setDisabled,
  type User,
  type UserProof,
} from "../../people/users.ts";
import { addCommand, addPost, addRead, type HttpContext } from "../add-route.ts";
import type { GivenAnswer } from "../idempotency.ts";
import { decodeCursor, linkNext } from "../pages.ts";
import { orFail } from "../problem.ts";

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
  createdMs: atMs("When it was added"),
};
const USER = closed(USER_PROPERTIES);
const USER_LISTED = closed({
  ...USER_PROPERTIES,
  isConnected: Type.Boolean({ description: "It follows events at this moment." }),
  heardMs: nullable(atMs("When it asked for something last; null: not since the process started")),
});
const USER_WITH_KEY = closed({
  ...USER_PROPERTIES,
  apiKey: nullable(
    Type.String({
      description: "Of a user with a key: shown this once, not when the request is sent again.",
    }),
  ),
});

const USER_NOW = { 200: { description: "The user as it is now.", schema: USER } };

const PARAMS = closed({ userId: id("The user's id.") });
const PROOF = nullable(
  text(PASSWORD_CHARS_MAX, "The password; null where the user is a program and gets a key."),
);

export function addUserRoutes(context: HttpContext): void {
  addUserList(context);
  addNewUser(context);
  addProofRoute(context);
  addCommand(
    context,
    {
      method: "POST",
      path: "/users/:userId/roles",
      tag: "users",
      summary: "Give a user other roles",
      params: PARAMS,
      body: closed({ roles: ROLE_LIST }, { examples: [{ roles: ["reviewer"] }] }),
      answers: USER_NOW,
      codes: ["not-found"],
    },
    (tx, { params, body }) => ({
      status: 200,
      body: showUser(orRefuse(changeRoles(tx, params.userId, body.roles))),
    }),
  );
  addCommand(
    context,
    {
      method: "POST",
      path: "/users/:userId/disable",
      tag: "users",
      summary: "Shut a user out at once",
      params: PARAMS,
      answers: USER_NOW,
      codes: ["not-found"],
    },
    (tx, { params }) => ({
      status: 200,
      body: showUser(orRefuse(setDisabled(tx, params.userId, true))),
    }),
  );
  addCommand(
    context,
    {
      method: "POST",
      path: "/users/:userId/enable",
      tag: "users",
      summary: "Let a user in again",
      params: PARAMS,
      answers: USER_NOW,
      codes: ["not-found"],
    },
    (tx, { params }) => ({
      status: 200,
      body: showUser(orRefuse(setDisabled(tx, params.userId, false))),
    }),
  );
}

function addUserList(context: HttpContext): void {
  const { streams, heardMs } = context;
  const { store } = context.deps.shop;
  addRead(
    context,
    {
      method: "GET",
      path: "/users",
      tag: "users",
      summary: "Users by name",
      query: closed(PAGE_QUERY),
      answers: { 200: { description: "A page of users.", schema: pageOf(USER_LISTED) } },
    },
    ({ query, url }) => {
      const after = query.after === undefined ? null : String(decodeCursor(query.after, 1)[0]);
      const page = listUsers(store, after, query.limit ?? PAGE_ROWS);
      const next = page.next === null ? null : linkNext(url, [page.next]);
      const items = page.users.map((user) => ({
        ...showUser(user),
        isConnected: streams.has(user.userId),
        heardMs: heardMs.get(user.userId) ?? null,
      }));
      return { items, next };
    },
  );
}

/** Hashing a password takes long, so it is done before the transaction. */
async function prepareProof(
  password: string | null,
  name: string,
): Promise<{ readonly proof: UserProof; readonly apiKey: string | null }> {
  if (password !== null) {
    orFail(checkPassword(password, name));
    return { proof: { kind: "password", hash: await hashPassword(password) }, apiKey: null };
  }
  const apiKey = makeApiKey();
  return { proof: { kind: "key", hash: hashApiKey(apiKey) }, apiKey };
}

function addNewUser(context: HttpContext): void {
  const { shop } = context.deps;
  addPost(
    context,
    {
      method: "POST",
      path: "/users",
      tag: "users",
      summary: "Add a user",
      body: closed(
        { name: text(USER_NAME_CHARS_MAX), roles: ROLE_LIST, password: PROOF },
        { examples: [{ name: "north gate", roles: ["gate"], password: null }] },
      ),
      answers: { 201: { description: "The user.", schema: USER_WITH_KEY } },
      codes: ["name-taken"],
    },
    async ({ body }, claim) => {
      const { name, roles, password } = body;
      const { proof, apiKey } = await prepareProof(password, name);
      const given = await context.idempotency.once(claim, (tx) => {
        const user = { userId: shop.makeId(), name, roles, proof };
        const added = orRefuse(addUser(tx, user, tx.atMs));
        return { status: 201, body: { ...showUser(added), apiKey: null } };
      });
      return showKey(given, apiKey);
    },
  );
}

function addProofRoute(context: HttpContext): void {
  const { store } = context.deps.shop;
  addPost(
    context,
    {
      method: "POST",
      path: "/users/:userId/proof",
      tag: "users",
      summary: "Give a user another password or key; all sessions end",
      params: PARAMS,
      body: closed({ password: PROOF }, { examples: [{ password: null }] }),
      answers: { 200: { description: "The user.", schema: USER_WITH_KEY } },
      codes: ["not-found"],
    },
    async ({ params, body }, claim) => {
      const { userId } = params;
      const name = findUser(store, userId)?.name ?? "";
      const { proof, apiKey } = await prepareProof(body.password, name);
      const given = await context.idempotency.once(claim, (tx) => {
        if (findUser(tx, userId) === null) throw new RefusedError("not-found", "no such user");
        const changed = orRefuse(changeProof(tx, userId, proof));
        return { status: 200, body: { ...showUser(changed), apiKey: null } };
      });
      return showKey(given, apiKey);
    },
  );
}

/** The key is in the answer, and not in what is kept of it. */
function showKey(given: GivenAnswer, apiKey: string | null): GivenAnswer {
  if (given.isReplayed) return given;
  return { ...given, body: { ...(given.body as Static<typeof USER_WITH_KEY>), apiKey } };
}

function showUser(user: User): Static<typeof USER> {
  return { ...user, roles: [...user.roles] };
}
