/** Keys by what stands on them in Latin letters, whichever script the keyboard types. */

export type PressedKey = Pick<KeyboardEvent, "key" | "code" | "shiftKey">;

/** Keys of signs by where they are: plain, and with Shift. */
const SIGNS: Readonly<Record<string, readonly [plain: string, shifted: string]>> = {
  Slash: ["/", "?"],
  Comma: [",", "<"],
  Period: [".", ">"],
};

/**
 * The letter, digit or sign of a key. A keyboard that types Latin letters says it itself, wherever its
 * letters are (AZERTY, Dvorak); that of another script has them where a QWERTY one does. Names, such as
 * "Enter", stay.
 */
export function readKey({ key, code, shiftKey }: PressedKey): string {
  if (/^[\p{ASCII}\p{Script=Latin}]+$/u.test(key)) return key;
  const [, letter] = /^Key([A-Z])$/.exec(code) ?? [];
  if (letter !== undefined) return shiftKey ? letter : letter.toLowerCase();
  const [, digit] = /^(?:Digit|Numpad)(\d)$/.exec(code) ?? [];
  if (digit !== undefined) return shiftKey ? key : digit;
  return SIGNS[code]?.[shiftKey ? 1 : 0] ?? key;
}
