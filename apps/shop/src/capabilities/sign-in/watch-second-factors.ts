/** Alerts staff while a password alone admits an operator. */
import { clearAlert, raiseAlert } from "../../domain/alerts.ts";
import { DEMO_USER_ID } from "../../people/demo-user.ts";
import { hasUnprotectedOperator, type SecondFactorPolicy } from "../../people/second-factor.ts";
import { findUser } from "../../people/users.ts";
import type { Watch } from "../../process/watch.ts";

const KEY = "second-factor-missing";

/** Where the shop requires one there is nothing to be told: without it nobody gets in. */
export function createSecondFactorWatch(policy: SecondFactorPolicy): Watch {
  return {
    name: "second factors",
    write: (tx) => {
      // Everybody knows the password of a demonstration's operator.
      const isDemonstration = findUser(tx, DEMO_USER_ID) !== null;
      if (policy === "asked" && !isDemonstration && hasUnprotectedOperator(tx)) {
        const message = "an operator can sign in with a password alone";
        raiseAlert(tx, { alertKey: KEY, kind: "second-factor-missing", message, visitId: null });
      } else clearAlert(tx, KEY, "time");
    },
  };
}
