/** As `hostile-hub.test.ts`, with more cases. */
import { expect, it } from "vitest";
import { NOTICED_MS_MAX, runHostileHub } from "./hostile-hub-fixture.ts";

const CASES = 10_000;

it("a hostile hub can only delay and drop messages in 10,000 cases", async () => {
  const { accepted, faults, noticedMsMax, refused } = await runHostileHub(CASES);
  expect(faults).toEqual([]);
  expect(noticedMsMax).toBeLessThanOrEqual(NOTICED_MS_MAX);
  console.log(
    `proved: hostile hub, ${CASES} cases: ${accepted} messages accepted, ${refused} refused, none forged; withheld messages noticed within ${noticedMsMax / 1000} s`,
  );
}, 1_800_000);
