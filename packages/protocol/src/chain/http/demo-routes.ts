/** Of the demonstration alone: one click signs in. */
import Type from "typebox";
import { closed } from "../../http/schemas.ts";
import { chainRoute } from "./chain-route-spec.ts";
import { ME } from "./session-routes.ts";

export const GET_DEMO = chainRoute({
  method: "GET",
  path: "/demo",
  tag: "auth",
  summary: "Whether this chain is a demonstration",
  answers: {
    200: { description: "It is, or not.", schema: closed({ isDemonstration: Type.Boolean() }) },
  },
});

export const POST_DEMO_SIGN_IN = chainRoute({
  method: "POST",
  path: "/demo/sign-in",
  tag: "auth",
  summary: "Sign in as the demonstration's owner",
  description: "Chains that are none answer as if there were no such route.",
  answers: { 200: { description: "Signed in: the session is in a cookie.", schema: ME } },
  codes: ["not-found"],
  rate: "signIn",
});
