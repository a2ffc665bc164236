/** What users change about their own sign-in: password, second factor and sessions. */
import type { Result } from "@saunter/commerce/refusal";
import {
  GET_ME_SECOND_FACTOR,
  GET_ME_SESSIONS,
  POST_ME_PASSWORD,
  POST_ME_SECOND_FACTOR_BEGIN,
  POST_ME_SECOND_FACTOR_CONFIRM,
  POST_ME_SECOND_FACTOR_RECOVERY_CODES,
  POST_ME_SECOND_FACTOR_REMOVE,
  POST_ME_SESSIONS_END_OTHERS,
} from "@saunter/protocol/http/second-factor-routes";
import type { SecurityEventKind } from "@saunter/protocol/security-event-kinds";
import type { FastifyRequest } from "fastify";
import { addAction, addRead } from "../../http/add-route.ts";
import { findSession, requireSession } from "../../http/authenticate.ts";
import { findActor } from "../../http/find-actor.ts";
import { findSignInPlace } from "../../http/find-sign-in-place.ts";
import type { HttpContext, HttpDeps } from "../../http/http-context.ts";
import { PASSWORD_CHECKS } from "../../http/http-limits.ts";
import { orFail, ProblemError } from "../../http/problem.ts";
import type { Principal } from "../../people/roles.ts";
import { readSecondFactor, turnSecondFactorOff } from "../../people/second-factor.ts";
import { closeOtherSessions, listSessions } from "../../people/sessions.ts";
import type { TypedProof } from "../../people/sign-in.ts";
import { changeProof, findUser } from "../../people/users.ts";
import { recordSecurity } from "../../security/record-security.ts";
import type { Transaction } from "../../store/transaction.ts";
import { createPasswordChecks } from "./password-checks.ts";
import { preparePassword } from "./user-routes.ts";

export function addSecondFactorRoutes(context: HttpContext): void {
  const { shop, secondFactors } = context.deps;
  addRead(context, GET_ME_SECOND_FACTOR, ({ principal }) => {
    const state = secondFactors.findState(shop.store, principal.id);
    const { enabledMs, recoveryCodesLeft } = readSecondFactor(shop.store, principal.id) ?? {
      enabledMs: null,
      recoveryCodesLeft: 0,
    };
    return { state, enabledMs, recoveryCodesLeft };
  });
  addSetup(context);
  addChanges(context);
  addSessions(context);
}

function addSessions(context: HttpContext): void {
  const { shop, signIn } = context.deps;
  const sessions = { signIn, nowMs: shop.nowMs };
  addRead(context, GET_ME_SESSIONS, async ({ principal, request }) => {
    const current = await findSession(sessions, request);
    const found = listSessions(shop.store, { kind: "user", id: principal.id }, shop.nowMs());
    return {
      items: found.map(({ sessionId, ...rest }) => ({ isCurrent: sessionId === current, ...rest })),
    };
  });
  addAction(context, POST_ME_SESSIONS_END_OTHERS, async (call) => {
    const { principal, request, reply } = call;
    nameUser(context.deps, principal);
    const current = await requireSession(sessions, request);
    await shop.store.transact((tx) => {
      closeOtherSessions(tx, { kind: "user", id: principal.id }, current);
      record(tx, call, "user.sessions-ended");
    });
    return reply.status(204).send();
  });
}

function addSetup(context: HttpContext): void {
  const { shop, secondFactors, signIn } = context.deps;
  addAction(context, POST_ME_SECOND_FACTOR_BEGIN, async ({ principal }) => {
    nameUser(context.deps, principal);
    const { store, nowMs } = shop;
    return orFail(await store.transact((tx) => secondFactors.begin(tx, principal.id, nowMs())));
  });
  addAction(context, POST_ME_SECOND_FACTOR_CONFIRM, async (call) => {
    const { principal, body, request } = call;
    nameUser(context.deps, principal);
    const nowMs = shop.nowMs();
    const sessionId = await requireSession({ signIn, nowMs: shop.nowMs }, request);
    const proof = { code: body.code, sessionId };
    const confirmed = await shop.store.transact((tx) => {
      const codes = secondFactors.confirm(tx, principal.id, proof, nowMs);
      if (codes.ok) record(tx, call, "user.second-factor-added");
      return codes;
    });
    return { recoveryCodes: [...orFail(confirmed)] };
  });
}

/** What is dangerous in somebody else's hands needs the password and a code again. */
function addChanges(context: HttpContext): void {
  const { shop, secondFactors, signIn, isBehindProxy } = context.deps;
  const runCheck = createPasswordChecks(PASSWORD_CHECKS);
  const prove = async <T>(
    call: ProvingCall,
    kind: SecurityEventKind,
    act: (tx: Transaction, sessionId: string) => Result<T>,
  ): Promise<T> => {
    const { principal, request, body } = call;
    const { password, code } = body;
    const typed = { name: nameUser(context.deps, principal), password, code };
    const place = findSignInPlace(request, isBehindProxy);
    const sessionId = await requireSession({ signIn, nowMs: shop.nowMs }, request);
    const check = () =>
      signIn.proveAgain(typed, place, shop.nowMs(), (tx) => {
        const done = act(tx, sessionId);
        if (done.ok) record(tx, call, kind);
        return done;
      });
    return orFail(await runCheck(request.ip, check));
  };
  addAction(context, POST_ME_SECOND_FACTOR_REMOVE, async (call) => {
    await prove(call, "user.second-factor-removed", (tx, sessionId) =>
      turnSecondFactorOff(tx, call.principal.id, sessionId),
    );
    return call.reply.status(204).send();
  });
  addAction(context, POST_ME_SECOND_FACTOR_RECOVERY_CODES, async (call) => ({
    recoveryCodes: [
      ...(await prove(call, "user.recovery-codes-renewed", (tx) =>
        secondFactors.renewRecoveryCodes(tx, call.principal.id),
      )),
    ],
  }));
  addAction(context, POST_ME_PASSWORD, async (call) => {
    const { principal, body, reply } = call;
    const proof = await preparePassword(body.newPassword, nameUser(context.deps, principal));
    await prove(call, "user.password-changed", (tx, keptSessionId) =>
      changeProof(tx, principal.id, proof, { keptSessionId }),
    );
    return reply.status(204).send();
  });
}

/** In the transaction of the change. */
function record(
  tx: Transaction,
  call: Pick<ProvingCall, "principal" | "request">,
  kind: SecurityEventKind,
): void {
  recordSecurity(tx, findActor(call), kind, { object: { kind: "user", id: call.principal.id } });
}

interface ProvingCall {
  readonly principal: Principal;
  readonly request: FastifyRequest;
  readonly body: Omit<TypedProof, "name">;
}

/** Of somebody with a password of their own: not a program, and not one whom everybody may be. */
function nameUser({ shop, extensions }: HttpDeps, { id }: Principal): string {
  const user = findUser(shop.store, id);
  if (user === null || user.proof === "key") {
    throw new ProblemError("forbidden", "you sign in with a key");
  }
  if (extensions.some(({ signInHint }) => signInHint !== undefined)) {
    throw new ProblemError("forbidden", "everyone shares this user in a demonstration");
  }
  return user.name;
}
