import { ALERT_KINDS, type AlertKind } from "@saunter/protocol/alert-kinds";
import { expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import { KIND_GROUPS, keepKinds, listKindGroups, wordRepeat, wordRuleKinds } from "./words.ts";

showBritish();

it("each kind of alert is in one group, so that a rule can be about it", () => {
  expect(KIND_GROUPS.flatMap(([, kinds]) => kinds).toSorted()).toEqual(ALERT_KINDS.toSorted());
});

const TO_CLERKS = { kind: "push", role: "clerk" } as const;
const TO_OPERATORS = { kind: "push", role: "operator" } as const;

it("clerks are offered the kinds that they may see, and no group without one", () => {
  expect(listKindGroups(TO_CLERKS)).toEqual([
    ["people", ["age-check"]],
    ["carts", ["cart-help", "cart-check"]],
    ["money", ["cash-float"]],
  ]);
  expect(listKindGroups(TO_OPERATORS)).toEqual(KIND_GROUPS);
  expect(keepKinds(["age-check", "disk-low"], TO_CLERKS)).toEqual(["age-check"]);
  expect(keepKinds(["age-check", "disk-low"], TO_OPERATORS)).toEqual(["age-check", "disk-low"]);
});

it("a rule's kinds are named as far as there is room", () => {
  const wordKinds = (kinds: readonly AlertKind[]) =>
    wordRuleKinds({ kinds: [...kinds], channel: TO_OPERATORS });
  expect(wordKinds([])).toBe("All alerts");
  expect(wordRuleKinds({ kinds: [], channel: TO_CLERKS })).toBe(
    "age check, cart help, cart check and 1 more",
  );
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
