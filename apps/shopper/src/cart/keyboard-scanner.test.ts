import { expect, it } from "vitest";
import { CODE_CHARS_MIN, createKeyboardScanner, KEY_GAP_MS } from "./keyboard-scanner.ts";

const LATIN = { code: "", shiftKey: false };

function type(text: string, gapMs: number): string | null {
  const scan = createKeyboardScanner();
  const keys = [...text, "Enter"].map((key, at) =>
    scan({ ...LATIN, key, atMs: 1000 + at * gapMs }),
  );
  return keys.at(-1)?.code ?? null;
}

it.each(["5000001000028", "SAUNTER1:abc-DEF_9", "x".repeat(CODE_CHARS_MIN)])(
  "%j is a scanner's where its keys come within moments",
  (text) => {
    expect(type(text, KEY_GAP_MS)).toBe(text);
  },
);

it("a person who types is no scanner, and Enter after too little is none of its codes", () => {
  expect(type("5000001000028", KEY_GAP_MS + 1)).toBeNull();
  expect(type("x".repeat(CODE_CHARS_MIN - 1), 5)).toBeNull();
});

it("a pause ends a code, and so does Enter", () => {
  const scan = createKeyboardScanner();
  const at = (text: string, fromMs: number) =>
    [...text, "Enter"].map((key, index) => scan({ ...LATIN, key, atMs: fromMs + index })).at(-1)
      ?.code;
  scan({ ...LATIN, key: "9", atMs: 0 });
  expect(at("5000001", 500)).toBe("5000001");
  expect(at("6000002", 510)).toBe("6000002");
});

it("keys without a character are no part of a code", () => {
  const scan = createKeyboardScanner();
  for (const [at, key] of ["Shift", "A", "b", "Shift", "C", "d", "5", "6"].entries()) {
    scan({ ...LATIN, key, atMs: at });
  }
  expect(scan({ ...LATIN, key: "Enter", atMs: 9 })?.code).toBe("AbCd56");
});

it("a code is the same on a tablet whose keyboard types another script", () => {
  const scan = createKeyboardScanner();
  for (const [at, digit] of [..."٥٠٠٠٠٠١٠٠٠٠٢٨"].entries()) {
    const code = `Digit${"5000001000028"[at]}`;
    scan({ key: digit, code, shiftKey: false, atMs: at });
  }
  scan({ key: "لا", code: "KeyB", shiftKey: false, atMs: 13 });
  expect(scan({ ...LATIN, key: "Enter", atMs: 14 })).toEqual({
    code: "5000001000028b",
    typed: "٥٠٠٠٠٠١٠٠٠٠٢٨لا",
  });
});
