/** Signing in to the hub. */
import { type Authenticator, credsAuthenticator } from "@nats-io/transport-node";

/** @param credentials text of a NATS credentials file, as `signChainUser` and its like make it */
export function signInWith(credentials: string): Authenticator {
  return credsAuthenticator(new TextEncoder().encode(credentials));
}
