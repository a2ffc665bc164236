import { ALERT_KINDS } from "@saunter/protocol/alert-kinds";
import { expect, it } from "vitest";
import { KIND_GROUPS } from "./words.ts";

it("rules can be of every kind of alert, each in one group", () => {
  expect(KIND_GROUPS.flatMap(([, kinds]) => kinds).sort()).toEqual([...ALERT_KINDS].sort());
});
