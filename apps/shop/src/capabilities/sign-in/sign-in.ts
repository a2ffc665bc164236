/** Staff and shoppers who sign in, their passkeys, and the users of the shop. */
import { withServices } from "../../http/add-route.ts";
import { removeOldSetups } from "../../people/second-factor.ts";
import { removeExpiredSessions } from "../../people/sessions.ts";
import { removeOldFailures } from "../../people/sign-in-delay.ts";
import type { Capability } from "../../process/capability.ts";
import { addAuthRoutes } from "./auth-routes.ts";
import { addPasskeyRoutes } from "./passkey-routes.ts";
import { addSecondFactorRoutes } from "./second-factor-routes.ts";
import { addUserRoutes } from "./user-routes.ts";
import { createSecondFactorWatch } from "./watch-second-factors.ts";

export const SIGN_IN: Capability = {
  name: "sign-in",
  open: ({ process: { config, entry } }) => ({
    http: {
      addRoutes: (context) => {
        const own = withServices(context, { passkeys: entry.passkeys });
        addAuthRoutes(own);
        addPasskeyRoutes(own);
        addSecondFactorRoutes(own);
        addUserRoutes(own);
      },
    },
    watches: [createSecondFactorWatch(config.policies.secondFactor)],
    tidy: (tx, nowMs) => {
      removeExpiredSessions(tx, nowMs);
      removeOldFailures(tx, nowMs);
      removeOldSetups(tx, nowMs);
    },
  }),
};
