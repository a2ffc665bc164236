/** The second factor of whoever is signed in: set up, turned off, and its recovery codes. */
import {
  GET_ME_SECOND_FACTOR,
  POST_ME_SECOND_FACTOR_BEGIN,
  POST_ME_SECOND_FACTOR_CONFIRM,
  POST_ME_SECOND_FACTOR_RECOVERY_CODES,
  POST_ME_SECOND_FACTOR_REMOVE,
} from "@saunter/protocol/http/second-factor-routes";
import { addAction, addRead } from "../../http/add-route.ts";
import { requireSession } from "../../http/authenticate.ts";
import { findSignInPlace } from "../../http/find-sign-in-place.ts";
import type { HttpContext, HttpDeps } from "../../http/http-context.ts";
import { PASSWORD_CHECKS } from "../../http/http-limits.ts";
import { orFail, ProblemError } from "../../http/problem.ts";
import type { Principal } from "../../people/roles.ts";
import { readSecondFactor, turnSecondFactorOff } from "../../people/second-factor.ts";
import type { TypedProof } from "../../people/sign-in.ts";
import { findUser } from "../../people/users.ts";
import type { Store } from "../../store/store.ts";
import { createPasswordChecks } from "./password-checks.ts";

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
}

function addSetup(context: HttpContext): void {
  const { shop, secondFactors, signIn } = context.deps;
  addAction(context, POST_ME_SECOND_FACTOR_BEGIN, async ({ principal }) => {
    nameUser(context.deps, principal);
    const { store, nowMs } = shop;
    return orFail(await store.transact((tx) => secondFactors.begin(tx, principal.id, nowMs())));
  });
  addAction(context, POST_ME_SECOND_FACTOR_CONFIRM, async ({ principal, body, request }) => {
    nameUser(context.deps, principal);
    const nowMs = shop.nowMs();
    const sessionId = await requireSession({ signIn, nowMs: shop.nowMs }, request);
    const proof = { code: body.code, sessionId };
    const confirmed = await shop.store.transact((tx) =>
      secondFactors.confirm(tx, principal.id, proof, nowMs),
    );
    return { recoveryCodes: [...orFail(confirmed)] };
  });
}

/** What is dangerous in somebody else's hands needs the password and a code again. */
function addChanges(context: HttpContext): void {
  const { shop, secondFactors, signIn, isBehindProxy } = context.deps;
  const runCheck = createPasswordChecks(PASSWORD_CHECKS);
  addAction(context, POST_ME_SECOND_FACTOR_REMOVE, async (call) => {
    const { principal, request, reply, body } = call;
    const typed: TypedProof = { name: nameUser(context.deps, principal), ...body };
    const place = findSignInPlace(request, isBehindProxy);
    const sessionId = await requireSession({ signIn, nowMs: shop.nowMs }, request);
    const turnOff = (tx: Parameters<typeof turnSecondFactorOff>[0]) =>
      turnSecondFactorOff(tx, principal.id, sessionId);
    orFail(
      await runCheck(request.ip, () => signIn.proveAgain(typed, place, shop.nowMs(), turnOff)),
    );
    return reply.status(204).send();
  });
  addAction(context, POST_ME_SECOND_FACTOR_RECOVERY_CODES, async (call) => {
    const { principal, request, body } = call;
    const typed: TypedProof = { name: nameUser(context.deps, principal), ...body };
    const place = findSignInPlace(request, isBehindProxy);
    const renewed = await runCheck(request.ip, () =>
      signIn.proveAgain(typed, place, shop.nowMs(), (tx) =>
        secondFactors.renewRecoveryCodes(tx, principal.id),
      ),
    );
    return { recoveryCodes: [...orFail(renewed)] };
  });
}

/** Of somebody with a password of their own: not a program, and not one whom everybody may be. */
function nameUser(
  { shop, extensions }: Pick<HttpDeps, "extensions"> & { readonly shop: { readonly store: Store } },
  { id }: Principal,
): string {
  const user = findUser(shop.store, id);
  if (user === null || user.proof === "key") {
    throw new ProblemError("forbidden", "you sign in with a key");
  }
  if (extensions.some(({ signInHint }) => signInHint !== undefined)) {
    throw new ProblemError("forbidden", "a demonstration has no second factor");
  }
  return user.name;
}
