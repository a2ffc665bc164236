import { listKeyed } from "@saunter/ui/review/keyed-choices";
import { describe, expect, it } from "vitest";
import { findAct } from "./review-keys.ts";
import type { Choice, Review } from "./review-types.ts";

const candidate = (quantity: number): Review["choices"][number] => ({
  choice: {
    kind: "candidate",
    candidate: { kind: "pick", shopperId: "p1", giverId: null, gtin: "01", quantity },
  },
  probability: 0.5,
  receipt: null,
});
const nothing = { choice: { kind: "nothing" } as Choice, probability: null, receipt: null };
const plainKey = {
  code: "",
  shiftKey: false,
  repeat: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
};
const review = { choices: [candidate(1), candidate(2), nothing], form: "other" as const };
const press = (key: string, more: object = {}) => findAct(review, { key, ...plainKey, ...more });

describe("keys of a review", () => {
  it("count choices from one, and nothing is zero", () => {
    expect(listKeyed(review).map(({ key }) => key)).toEqual(["1", "2", "0"]);
    expect(press("2")).toEqual({ kind: "choose", choice: candidate(2).choice });
    expect(press("0")).toEqual({ kind: "choose", choice: { kind: "nothing" } });
    expect(press("3")).toBeNull();
  });

  it("are none for what comes after the ninth", () => {
    const many = Array.from({ length: 11 }, (_, at) => candidate(at + 1));
    const keys = listKeyed({ choices: [...many, nothing] }).map(({ key }) => key);
    expect(keys.slice(8)).toEqual(["9", null, null, "0"]);
  });

  it("open the form where there is one", () => {
    expect(press("e")).toEqual({ kind: "else" });
    expect(press("E")).toEqual({ kind: "else" });
    expect(findAct({ ...review, form: null }, { key: "e", ...plainKey })).toBeNull();
  });

  it("are the same on a keyboard of another script", () => {
    expect(press("ث", { code: "KeyE" })).toEqual({ kind: "else" });
    expect(press("г", { code: "KeyU" })).toEqual({ kind: "undo" });
    expect(press("٢", { code: "Digit2" })).toEqual(press("2"));
    expect(press("ظ", { code: "KeyE", ctrlKey: true })).toBeNull();
    // One with Latin letters has its own E, wherever that is: on the D of QWERTY with Dvorak.
    expect(press("e", { code: "KeyD" })).toEqual({ kind: "else" });
    expect(press("d", { code: "KeyE" })).toBeNull();
  });

  it("do nothing with Ctrl and the like, which are the browser's", () => {
    for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }]) {
      expect(press("1", more)).toBeNull();
    }
  });

  it("decide once however long they are held, and move through time as long as they are", () => {
    expect(press("1", { repeat: true })).toBeNull();
    expect(press("u", { repeat: true })).toBeNull();
    expect(press("ArrowLeft", { repeat: true })).toEqual({ kind: "time", steps: -1 });
  });

  it("play a clip, and change how fast", () => {
    expect([press("p"), press(","), press(".")]).toEqual(
      (["play", "slower", "faster"] as const).map((act) => ({ kind: "clip", act })),
    );
    expect([press("<"), press(">")]).toEqual([press(","), press(".")]);
    expect(press("p", { repeat: true })).toBeNull();
  });

  it("that need no review work without one", () => {
    expect(findAct(null, { key: "u", ...plainKey })).toEqual({ kind: "undo" });
    expect(findAct(null, { key: "1", ...plainKey })).toBeNull();
  });
});
