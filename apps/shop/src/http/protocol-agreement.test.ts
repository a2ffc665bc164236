/** Commerce and the protocol import nothing of each other: what both have is the same all the same. */
import { CLAIMED_QUANTITY_MAX } from "@saunter/commerce/receipt/decide";
import { REFUSAL_CODES } from "@saunter/commerce/refusal";
import { ADD_QUANTITY_MAX } from "@saunter/commerce/review/decide";
import type { AlertKind } from "@saunter/commerce/shop/events";
import { PARTY_MAX } from "@saunter/commerce/visit/decide";
import { ALERT_KINDS } from "@saunter/protocol/alert-kinds";
import * as limits from "@saunter/protocol/limits";
import {
  HTTP_CODES,
  PROBLEM_CODES,
  REFUSAL_CODES as REFUSAL_CODES_TOLD,
  STORE_CODES,
} from "@saunter/protocol/problem-codes";
import { describe, expect, it } from "vitest";

type IsSame<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

describe("the protocol", () => {
  it("has every code of commerce, of the store and of HTTP, each once", () => {
    expect(REFUSAL_CODES_TOLD).toEqual(REFUSAL_CODES);
    expect(PROBLEM_CODES).toEqual([...REFUSAL_CODES, ...STORE_CODES, ...HTTP_CODES]);
    expect(new Set(PROBLEM_CODES).size).toBe(PROBLEM_CODES.length);
  });

  it("has the alerts of commerce", () => {
    const isSame: IsSame<AlertKind, (typeof ALERT_KINDS)[number]> = true;
    expect(isSame).toBe(true);
    expect(new Set(ALERT_KINDS).size).toBe(ALERT_KINDS.length);
  });

  it("has the bounds of commerce", () => {
    expect(limits).toMatchObject({ PARTY_MAX, CLAIMED_QUANTITY_MAX, ADD_QUANTITY_MAX });
  });
});
