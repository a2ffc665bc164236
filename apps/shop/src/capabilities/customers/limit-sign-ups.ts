/** Sign-ups that come too often from one address, or with one card, are refused, and staff are alerted. */
import rateLimit from "@fastify/rate-limit";
import { clearAlert, raiseAlert } from "../../domain/alerts.ts";
import type { HttpDeps } from "../../http/http-context.ts";
import { ProblemError } from "../../http/problem.ts";
import type { SignUpVelocity } from "../../people/sign-up-velocity.ts";
import type { Watch } from "../../process/watch.ts";
import type { CardKeeping } from "./card-keeping.ts";

interface SignUpServices {
  readonly cards: CardKeeping;
  readonly signUps: SignUpVelocity;
}

/** Throws a `ProblemError` that says when to come again. */
export function limitSignUps(
  { shop, cards, signUps }: Pick<HttpDeps, "shop"> & SignUpServices,
  ip: string,
  token: string,
): void {
  // Of IPv6 the network, as a house has many addresses. Tokens of a simulator stand for no one card.
  const address = rateLimit.normalizeIP(ip);
  const cardToken = cards.kind === "stripe" ? token : null;
  const waitMs = signUps.take({ address, cardToken }, shop.nowMs());
  if (waitMs === 0) return;
  const seconds = Math.ceil(waitMs / 1000);
  throw new ProblemError("rate-limited", "too many sign-ups from here today", {
    headers: { "retry-after": String(seconds) },
  });
}

const ALERT_KEY = "many-sign-ups";

export function createSignUpWatch(signUps: SignUpVelocity): Watch {
  return {
    name: "sign-ups",
    write: (tx, nowMs) => {
      if (signUps.countRefused(nowMs) === 0) {
        clearAlert(tx, ALERT_KEY, "time");
        return;
      }
      raiseAlert(tx, {
        alertKey: ALERT_KEY,
        kind: "many-sign-ups",
        visitId: null,
        message: "too many sign-ups from one address or with one card: more are refused for now",
      });
    },
  };
}
