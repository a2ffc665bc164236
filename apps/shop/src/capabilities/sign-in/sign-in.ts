/** Staff and shoppers who sign in, their passkeys, and the users of the shop. */
import { withServices } from "../../http/add-route.ts";
import { removeExpiredSessions } from "../../people/sessions.ts";
import { removeOldFailures } from "../../people/sign-in-delay.ts";
import type { Capability } from "../../process/capability.ts";
import { addAuthRoutes } from "./auth-routes.ts";
import { addPasskeyRoutes } from "./passkey-routes.ts";
import { addUserRoutes } from "./user-routes.ts";

export const SIGN_IN: Capability = {
  name: "sign-in",
  open: ({ process: { entry } }) => ({
    http: {
      addRoutes: (context) => {
        const own = withServices(context, { passkeys: entry.passkeys });
        addAuthRoutes(own);
        addPasskeyRoutes(own);
        addUserRoutes(own);
      },
    },
    tidy: (tx, nowMs) => {
      removeExpiredSessions(tx, nowMs);
      removeOldFailures(tx, nowMs);
    },
  }),
};
