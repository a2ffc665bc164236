import { expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import { wordDifference } from "./drawer-words.ts";

showBritish();

it("a count says what is missing, what is too much, and that it is right", () => {
  expect(wordDifference(-50, "GBP", "en-GB")).toBe("£0.50 missing");
  expect(wordDifference(1200, "GBP", "en-GB")).toBe("£12.00 too much");
  expect(wordDifference(0, "GBP", "en-GB")).toBe("as expected");
});
