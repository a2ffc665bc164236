/** New keys in the place of those that somebody may have seen. */
import { createHubKeys, type HubKeys } from "../hub/hub-keys.ts";
import { addSealingKey, dropFormerSealingKeys, nameSealingKeys } from "./sealing-keys.ts";

/**
 * - sealing: secrets in the database go below a new key with the next start
 * - sealing-finish: after it, those before are forgotten
 * - cluster: by which the hub's servers know one another
 * - hub: operator, accounts and cluster: all credentials at the hub are void
 */
export const RENEWALS = ["sealing", "sealing-finish", "cluster", "hub"] as const;
export type Renewal = (typeof RENEWALS)[number];

/** The keys that seal outlive all others, as does the database. */
export function renewKeys(keys: HubKeys, what: Renewal): HubKeys {
  switch (what) {
    case "sealing":
      return addSealingKey(keys);
    case "sealing-finish":
      return dropFormerSealingKeys(keys);
    case "cluster":
      return { ...nameSealingKeys(keys), cluster: createHubKeys().cluster };
    case "hub": {
      const { sealing } = nameSealingKeys(keys);
      return { ...createHubKeys(), ...(sealing === undefined ? {} : { sealing }) };
    }
  }
}
