/** For tests: what the journal has of security. */
import type { SecurityEvent } from "@saunter/commerce/security/events";
import type { Store } from "../../store/store.ts";

export function readSecurityEvents(store: Pick<Store, "readStream">): SecurityEvent[] {
  return store.readStream("security-log").map(({ event }) => event as SecurityEvent);
}
