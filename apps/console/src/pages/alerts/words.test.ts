import { ALERT_KINDS } from "@saunter/protocol/alert-kinds";
import { expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import { KIND_GROUPS, wordKinds, wordRepeat } from "./words.ts";

showBritish();

it("each kind of alert is in one group, so that a rule can be about it", () => {
  expect(KIND_GROUPS.flatMap(([, kinds]) => kinds).toSorted()).toEqual(ALERT_KINDS.toSorted());
});

it("a rule's kinds are named as far as there is room", () => {
  expect(wordKinds([])).toBe("All alerts");
  expect(wordKinds(["age-check", "low-stock"])).toBe("age check, low stock");
  expect(wordKinds(["age-check", "low-stock", "cart-help", "disk-low", "plate-dead"])).toBe(
    "age check, low stock, cart help and 2 more",
  );
});

it("a rule says how often it sends", () => {
  expect(([null, 1, 15, 60] as const).map(wordRepeat)).toEqual([
    "Once",
    "Every minute until acknowledged",
    "Every 15 minutes until acknowledged",
    "Every hour until acknowledged",
  ]);
});
