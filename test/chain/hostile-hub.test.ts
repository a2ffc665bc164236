/** No message counts that its sender didn't send, whatever the hub makes of those that pass it. */
import { expect, it } from "vitest";
import { NOTICED_MS_MAX, runHostileHub } from "./hostile-hub-fixture.ts";

it("a hostile hub can only delay and drop messages, and shops notice both", async () => {
  const { accepted, faults, noticedMsMax, refused } = await runHostileHub(150);
  expect(faults).toEqual([]);
  expect(noticedMsMax).toBeLessThanOrEqual(NOTICED_MS_MAX);
  expect(accepted).toBeGreaterThan(1000);
  expect(refused).toBeGreaterThan(1000);
});
