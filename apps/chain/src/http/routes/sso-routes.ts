import {
  GET_SIGN_IN_METHODS,
  GET_SSO_CALLBACK,
  GET_SSO_START,
} from "@saunter/protocol/chain/http/session-routes";
import type { FastifyReply, FastifyRequest } from "fastify";
import { SSO_ATTEMPT_LIFE_MS } from "../../access/access-limits.ts";
import { findInvited, noteRefusal } from "../../access/sign-in.ts";
import type { OidcClaims, OidcClient } from "../../access/sso/oidc-client.ts";
import { signInBySso } from "../../access/sso/sign-in-by-sso.ts";
import {
  beginAttempt,
  readReturnTo,
  type SsoAttempt,
  takeAttempt,
} from "../../access/sso/sso-attempts.ts";
import { addOpen } from "../add-route.ts";
import { nameCookie } from "../authenticate.ts";
import type { HttpContext } from "../http-context.ts";
import { notFound, ProblemError } from "../problem.ts";
import type { OidcClients } from "./oidc-clients.ts";
import { findPlace, replaceSession } from "./session-routes.ts";

const MS_PER_S = 1000;

export function addSsoRoutes(context: HttpContext, clients: OidcClients): void {
  const { options } = context;
  const { db, publicUrl, random } = options;
  const cookieName = nameCookie(options, "sso");
  // The way back from another site is a navigation, which brings no strict cookie.
  const cookie = {
    ...{ httpOnly: true, secure: publicUrl.startsWith("https:"), path: "/" },
    sameSite: "lax",
  } as const;

  const requireClient = (providerId: string) => {
    const found = clients.get(providerId);
    if (found === undefined) throw notFound();
    return found;
  };

  addOpen(context, GET_SIGN_IN_METHODS, async () => ({
    providers: [...clients.values()].map(({ provider: { providerId, name } }) => ({
      ...{ providerId, name },
    })),
  }));

  addOpen(context, GET_SSO_START, async ({ params, query, reply, nowMs, request }) => {
    const { client } = requireClient(params.providerId);
    if (isOfAnotherSite(request)) return goTo(reply, "/");
    const { invitation = null } = query;
    if (invitation !== null && (await findInvited(db, invitation, nowMs)) === null) {
      throw new ProblemError("invitation-invalid", "it is unknown, has been used or is too old");
    }
    const returnTo = readReturnTo(query.returnTo, publicUrl);
    const attempt = { providerId: params.providerId, returnTo, invitation };
    const { checks, browser } = await beginAttempt(db, attempt, nowMs, random);
    const url = await client.start(checks).catch((error: unknown) => {
      request.log.warn({ err: error, providerId: params.providerId }, "no identity provider");
      throw new ProblemError("not-ready", "the identity provider cannot be reached");
    });
    void reply.setCookie(cookieName, browser, {
      ...cookie,
      maxAge: SSO_ATTEMPT_LIFE_MS / MS_PER_S,
    });
    return goTo(reply, url);
  });

  addOpen(context, GET_SSO_CALLBACK, async (call) => {
    const { params, query, request, reply, nowMs } = call;
    const { provider, client } = requireClient(params.providerId);
    const place = findPlace(context, call);
    const by = `sso:${params.providerId}`;
    const browser = request.cookies[cookieName];
    void reply.clearCookie(cookieName, cookie);
    const back = {
      providerId: params.providerId,
      state: query.state ?? "",
      browser: browser ?? "",
    };
    const attempt = await takeAttempt(db, back, nowMs);
    if (attempt === null) {
      await noteRefusal(place, null, by);
      throw refuse("this sign-in was not begun here, has been used or took too long");
    }
    const claims = await finish(client, call.url, attempt).catch(async (error: unknown) => {
      request.log.warn({ err: error, providerId: params.providerId }, "sign-in refused");
      await noteRefusal(place, null, by);
      throw refuse("the identity provider did not confirm it");
    });
    const result = await signInBySso(place, provider, claims, attempt.invitationHash);
    if (result.kind === "refused") {
      request.log.warn({ reason: result.reason, providerId: params.providerId }, "sign-in refused");
      await noteRefusal(place, result.userId, by);
      throw refuse("you may not sign in here");
    }
    await replaceSession(context, call, result.token);
    return goTo(reply, attempt.returnTo);
  });
}

function finish(client: OidcClient, url: string, { checks }: SsoAttempt): Promise<OidcClaims> {
  const at = url.indexOf("?");
  return client.finish(at < 0 ? "" : url.slice(at), checks);
}

/** By a link of another site somebody would be signed in without asking for it; "none" is what they type or have kept. */
function isOfAnotherSite({ headers }: FastifyRequest): boolean {
  const site = headers["sec-fetch-site"];
  return site !== undefined && site !== "same-origin" && site !== "none";
}

function goTo(reply: FastifyReply, url: string): FastifyReply {
  return reply.redirect(url, 302);
}

const refuse = (detail: string): ProblemError => new ProblemError("sign-in-refused", detail);
