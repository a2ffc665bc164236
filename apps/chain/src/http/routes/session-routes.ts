import {
  GET_ME,
  type ME,
  POST_INVITATION_ACCEPT,
  POST_INVITATION_BEGIN,
  POST_SIGN_IN,
  POST_SIGN_OUT,
} from "@saunter/protocol/chain/http/session-routes";
import { nameNetwork, readAddress } from "@saunter/server/http/caller-address";
import { findPasswordFault } from "@saunter/server/passwords/check-password";
import type { Static } from "typebox";
import { appendAudit } from "../../access/audit.ts";
import { listRights, type Principal } from "../../access/principal.ts";
import { endSession, findPrincipal } from "../../access/sessions.ts";
import {
  acceptInvitation,
  findInvited,
  type SignInPlace,
  signInByPassword,
} from "../../access/sign-in.ts";
import {
  findTotpStep,
  formatTotpSecret,
  formatTotpUri,
  makeTotpSecret,
  parseTotpSecret,
} from "../../access/totp.ts";
import { addOpen, type Call } from "../add-route.ts";
import { clearSessionCookie, findSessionToken, setSessionCookie } from "../authenticate.ts";
import type { HttpContext } from "../http-context.ts";
import { ProblemError } from "../problem.ts";
import type { OidcClients } from "./oidc-clients.ts";

const MS_PER_S = 1000;

type AnyCall = Pick<Call<never, never, never>, "request" | "reply" | "nowMs">;

export function addSessionRoutes(context: HttpContext, clients: OidcClients): void {
  const { options } = context;
  const { db } = options;

  addOpen(context, GET_ME, async ({ request }) => describe(request.chainUser!));

  addOpen(context, POST_SIGN_IN, async (call) => {
    const result = await signInByPassword(findPlace(context, call), call.body);
    if (result.kind === "signed-in") return giveSession(context, call, result.token);
    if (result.kind === "refused") {
      throw new ProblemError("sign-in-refused", "the address, password or code is wrong");
    }
    const waitS = Math.ceil(result.waitMs / MS_PER_S);
    throw new ProblemError("sign-in-delayed", `wait ${waitS} seconds`, {
      headers: { "retry-after": String(waitS) },
    });
  });

  addOpen(context, POST_INVITATION_BEGIN, async ({ body, nowMs }) => {
    const invited = await findInvited(db, body.invitation, nowMs);
    if (invited === null) throw refuseInvitation();
    const secret = makeTotpSecret(options.random);
    const { name } = invited;
    return {
      name,
      totpSecret: formatTotpSecret(secret),
      totpUri: formatTotpUri(secret, { issuer: "Saunter", name: invited.email ?? name }),
    };
  });

  addOpen(context, POST_INVITATION_ACCEPT, async (call) => {
    const { invitation, password, totpSecret, code } = call.body;
    const invited = await findInvited(db, invitation, call.nowMs);
    if (invited === null) throw refuseInvitation();
    const names = [invited.name, ...(invited.email?.split("@").slice(0, 1) ?? [])];
    const fault = await findPasswordFault(password, names);
    if (fault !== null) {
      const errors = [{ at: "body/password", message: fault }];
      throw new ProblemError("input-invalid", fault, { errors });
    }
    const secret = parseTotpSecret(totpSecret);
    if (secret === null) {
      throw new ProblemError("input-invalid", "body/totpSecret is not of /invitations/begin");
    }
    const step = findTotpStep(secret, code, call.nowMs);
    if (step === null) throw new ProblemError("sign-in-refused", "the code is wrong");
    const accepted = { invitation, password, totpSecret: secret, step };
    const token = await acceptInvitation(findPlace(context, call), accepted);
    if (token === null) throw refuseInvitation();
    return giveSession(context, call, token);
  });

  addOpen(context, POST_SIGN_OUT, async (call) => {
    const { request, reply, nowMs } = call;
    const token = findSessionToken(request, options);
    const { chainUser: principal } = request;
    await db.transaction().execute(async (tx) => {
      if (token !== null) await endSession(tx, token);
      if (principal === null) return;
      const { userId: id } = principal;
      const actor = { kind: "user", id, address: readAddress(request.ip) } as const;
      const object = { kind: "user", id } as const;
      await appendAudit(tx, actor, "signed-out", nowMs, { object });
    });
    clearSessionCookie(reply, options);
    const used = clients.get(principal?.providerId ?? "");
    // Whoever cannot be signed out there is signed out here.
    const endSessionUrl = (await used?.client.findEndSession().catch(() => null)) ?? null;
    return { endSessionUrl };
  });
}

export function findPlace({ options }: HttpContext, { request, nowMs }: AnyCall): SignInPlace {
  const { db, random, sealingKeys } = options;
  const address = readAddress(request.ip);
  return { db, random, nowMs, address, network: nameNetwork(request.ip), sealingKeys };
}

/** The session that the browser had ends: a browser has one. */
export async function replaceSession(
  { options }: HttpContext,
  { request, reply }: AnyCall,
  token: string,
): Promise<void> {
  const before = findSessionToken(request, options);
  if (before !== null) await endSession(options.db, before);
  setSessionCookie(reply, token, options);
}

export async function giveSession(
  context: HttpContext,
  call: AnyCall,
  token: string,
): Promise<Static<typeof ME>> {
  await replaceSession(context, call, token);
  const { db, sessionLife } = context.options;
  const principal = await findPrincipal(db, token, call.nowMs, sessionLife);
  if (principal === null) throw new ProblemError("sign-in-refused", "the session has ended");
  return describe(principal);
}

function describe({ userId, name, email, grants }: Principal): Static<typeof ME> {
  return { userId, name, email, grants: [...grants], rights: listRights(grants) };
}

const refuseInvitation = (): ProblemError =>
  new ProblemError("invitation-invalid", "it is unknown, has been used or is too old");
