/** Tells the hub's servers whose credentials were withdrawn. */

import { connect } from "@nats-io/transport-node";
import { type HubKeys, signChainAccount, signSystemUser, type Withdrawn } from "./hub-keys.ts";
import { signInWith } from "./sign-in.ts";

const ANSWER_WITHIN_MS = 5000;
const UPDATE_SUBJECT = "$SYS.REQ.CLAIMS.UPDATE";

/**
 * Whoever uses them is cut off at once, at each server. Rejects where no server has taken it.
 * @param withdrawn all that are: what is left out is in force again
 */
export async function tellWithdrawn(
  servers: string[],
  keys: HubKeys,
  withdrawn: Withdrawn,
): Promise<void> {
  const { credentials } = await signSystemUser(keys);
  const authenticator = signInWith(credentials);
  const connection = await connect({ servers, authenticator, reconnect: false });
  try {
    const account = await signChainAccount(keys, withdrawn);
    const timeout = { timeout: ANSWER_WITHIN_MS };
    const answer = await connection.request(UPDATE_SUBJECT, account, timeout);
    const { error } = answer.json<{ readonly error?: { readonly description: string } }>();
    if (error !== undefined) throw new Error(`the hub refuses: ${error.description}`);
  } finally {
    await connection.close();
  }
}
