import {
  GET_USERS,
  POST_USER_DISABLE,
  POST_USER_ENABLE,
  POST_USER_PROOF,
  POST_USER_RESET_SECOND_FACTOR,
  POST_USER_ROLES,
  POST_USER_SCOPES,
  POST_USERS,
  type USER,
  type USER_WITH_KEY,
} from "@saunter/protocol/http/user-routes";
import { PAGE_ROWS } from "@saunter/protocol/limits";
import { findPasswordFault } from "@saunter/server/passwords/check-password";
import { hashPassword } from "@saunter/server/passwords/password-hash";
import type { Static } from "typebox";
import { orRefuse, RefusedError } from "../../domain/shop-context.ts";
import { addCommand, addPost, addRead } from "../../http/add-route.ts";
import { findActor } from "../../http/find-actor.ts";
import type { HttpContext } from "../../http/http-context.ts";
import type { GivenAnswer } from "../../http/idempotency.ts";
import { decodeCursor, linkNext } from "../../http/pages.ts";
import { ProblemError } from "../../http/problem.ts";
import { hashApiKey, makeApiKey } from "../../people/api-keys.ts";
import { auditUsers } from "../../people/audited-users.ts";
import { markDemoMade } from "../../people/demo-made.ts";
import { findFormerUntilMs, findScopes } from "../../people/key-scopes.ts";
import { findUser, listUsers, type User, type UserProof } from "../../people/users.ts";
import type { Transaction } from "../../store/transaction.ts";

const HOUR_MS = 3_600_000;

export function addUserRoutes(context: HttpContext): void {
  addUserList(context);
  addNewUser(context);
  addProofRoute(context);
  addReset(context);
  const mark = createMark(context);
  addCommand(context, POST_USER_ROLES, (tx, call) => {
    const { params, body } = call;
    const changed = auditUsers(tx, findActor(call)).changeRoles(params.userId, body.roles);
    return { status: 200, body: showUser(context, mark(tx, orRefuse(changed))) };
  });
  addCommand(context, POST_USER_SCOPES, (tx, call) => {
    const { params, body } = call;
    const changed = auditUsers(tx, findActor(call)).changeScopes(params.userId, body.scopes);
    return { status: 200, body: showUser(context, mark(tx, orRefuse(changed))) };
  });
  addCommand(context, POST_USER_DISABLE, (tx, call) => {
    const disabled = auditUsers(tx, findActor(call)).setDisabled(call.params.userId, true);
    return { status: 200, body: showUser(context, orRefuse(disabled)) };
  });
  addCommand(context, POST_USER_ENABLE, (tx, call) => {
    const enabled = auditUsers(tx, findActor(call)).setDisabled(call.params.userId, false);
    return { status: 200, body: showUser(context, mark(tx, orRefuse(enabled))) };
  });
}

/** Of another user: whoever is signed in as this one turns their own off by password and code. */
function addReset(context: HttpContext): void {
  const mark = createMark(context);
  addCommand(context, POST_USER_RESET_SECOND_FACTOR, (tx, call) => {
    const { userId } = call.params;
    if (userId === call.principal.id) {
      throw new ProblemError("forbidden", "turn your own off under “Your sign-in”");
    }
    const reset = auditUsers(tx, findActor(call)).resetSecondFactor(userId);
    return { status: 200, body: showUser(context, mark(tx, orRefuse(reset))) };
  });
}

/** Where everybody may sign in as an operator, nobody knows who has added or changed a user. */
function createMark({ deps }: HttpContext): (tx: Transaction, user: User) => User {
  const isOpenToAll = deps.extensions.some(({ signInHint }) => signInHint !== undefined);
  return (tx, user) => {
    if (isOpenToAll) markDemoMade(tx, user.userId);
    return user;
  };
}

function addUserList(context: HttpContext): void {
  const { streams, lastActiveMs } = context;
  const { store } = context.deps.shop;
  addRead(context, GET_USERS, ({ query, url }) => {
    const after = query.after === undefined ? null : String(decodeCursor(query.after, 1)[0]);
    const page = listUsers(store, after, query.limit ?? PAGE_ROWS);
    const next = page.next === null ? null : linkNext(url, [page.next]);
    const items = page.users.map((user) => {
      const activeMs = lastActiveMs.get(user.userId) ?? null;
      const isConnected = streams.has(user.userId);
      return { ...showUser(context, user), isConnected, lastActiveMs: activeMs, heardMs: activeMs };
    });
    return { items, next };
  });
}

/** Hash a password before the transaction, because it takes long. Throws if it's too weak. */
export async function preparePassword(password: string, name: string): Promise<UserProof> {
  const fault = await findPasswordFault(password, [name]);
  if (fault !== null) throw new ProblemError("input-invalid", fault);
  return { kind: "password", hash: await hashPassword(password) };
}

async function prepareProof(
  password: string | null,
  name: string,
): Promise<{ readonly proof: UserProof; readonly apiKey: string | null }> {
  if (password !== null) return { proof: await preparePassword(password, name), apiKey: null };
  const apiKey = makeApiKey();
  return { proof: { kind: "key", hash: hashApiKey(apiKey) }, apiKey };
}

function addNewUser(context: HttpContext): void {
  const { shop } = context.deps;
  const mark = createMark(context);
  addPost(context, POST_USERS, async (call, claim) => {
    const { name, roles, password, scopes } = call.body;
    const { proof, apiKey } = await prepareProof(password, name);
    const given = await context.idempotency.once(claim, (tx) => {
      const user = { userId: shop.makeId(), name, roles, proof };
      const users = auditUsers(tx, findActor(call));
      const added = mark(tx, orRefuse(users.add(user, tx.atMs)));
      if (scopes !== undefined) orRefuse(users.changeScopes(added.userId, scopes));
      return { status: 201, body: { ...showUser(context, added), apiKey: null } };
    });
    return showKey(given, apiKey);
  });
}

function addProofRoute(context: HttpContext): void {
  const { store } = context.deps.shop;
  const mark = createMark(context);
  addPost(context, POST_USER_PROOF, async (call, claim) => {
    const { params, body } = call;
    const { userId } = params;
    const name = findUser(store, userId)?.name ?? "";
    const { proof, apiKey } = await prepareProof(body.password, name);
    const given = await context.idempotency.once(claim, (tx) => {
      if (findUser(tx, userId) === null) throw new RefusedError("not-found", "no such user");
      const users = auditUsers(tx, findActor(call));
      const { overlapHours = 0 } = body;
      const untilMs = overlapHours === 0 ? null : tx.atMs + overlapHours * HOUR_MS;
      const changed = mark(
        tx,
        orRefuse(users.changeProof(userId, proof, { formerUntilMs: untilMs })),
      );
      return { status: 200, body: { ...showUser(context, changed), apiKey: null } };
    });
    return showKey(given, apiKey);
  });
}

/** The key is in the answer, and not in what is kept of it. */
function showKey(given: GivenAnswer, apiKey: string | null): GivenAnswer {
  if (given.isReplayed) return given;
  return { ...given, body: { ...(given.body as Static<typeof USER_WITH_KEY>), apiKey } };
}

function showUser(
  { deps: { shop } }: HttpContext,
  { isUnconfirmed: _, ...user }: User,
): Static<typeof USER> {
  const { userId, roles } = user;
  const scopes = roles.includes("integrator") ? [...findScopes(shop.store, userId)] : null;
  const formerKeyUntilMs = findFormerUntilMs(shop.store, userId, shop.nowMs());
  return { ...user, roles: [...roles], scopes, formerKeyUntilMs };
}
