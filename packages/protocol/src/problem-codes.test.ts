import { expect, it } from "vitest";
import { ALERT_KINDS } from "./alert-kinds.ts";
import { PROBLEM_CODES } from "./problem-codes.ts";

it.each([
  ["codes", PROBLEM_CODES],
  ["kinds of alerts", ALERT_KINDS],
])("%s are there once each, in kebab-case", (_, all) => {
  expect(new Set(all).size).toBe(all.length);
  expect(all.filter((one) => !/^[a-z]+(-[a-z]+)*$/.test(one))).toEqual([]);
});
