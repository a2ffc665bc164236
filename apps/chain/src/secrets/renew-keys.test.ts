import { describe, expect, it } from "vitest";
import { createHubKeys, parseHubKeys } from "../hub/hub-keys.ts";
import { RENEWALS, renewKeys } from "./renew-keys.ts";
import { listSealingKeys } from "./sealing-keys.ts";

describe("keys that are renewed", () => {
  it.each(RENEWALS)("by %s open what was sealed before, and are keys of a hub", (what) => {
    const { sealing: _, ...older } = createHubKeys();
    for (const before of [older, createHubKeys()]) {
      const after = renewKeys(before, what);
      expect(parseHubKeys(JSON.stringify(after))).toEqual(after);
      const [key] = listSealingKeys(before);
      expect(listSealingKeys(after).map(String)).toContain(String(Buffer.from(key!)));
      const isHub = what === "hub";
      expect(after.chain !== before.chain).toBe(isHub);
      expect(after.operator !== before.operator).toBe(isHub);
      expect(after.cluster !== before.cluster).toBe(isHub || what === "cluster");
    }
  });
});
