/** Scanners that type: all of a code's keys within moments, and Enter. */
import { type PressedKey, readKey } from "@saunter/ui/pressed-key";

/** Between two keys of one code; nobody types so fast for long. */
export const KEY_GAP_MS = 80;
export const CODE_CHARS_MIN = 6;
/** No code has as many. */
const TYPED_CHARS_MAX = 4000;

interface Key extends PressedKey {
  readonly atMs: number;
}

interface Scanned {
  readonly code: string;
  /** As the tablet's keyboard has it, which may be of another script. */
  readonly typed: string;
}

/** Takes keys one after the other; gives a code when its Enter has come, else null. */
export function createKeyboardScanner(): (key: Key) => Scanned | null {
  let code = "";
  let typed = "";
  let lastMs = Number.NEGATIVE_INFINITY;
  const forget = (): void => {
    code = "";
    typed = "";
  };
  return ({ atMs, ...pressed }) => {
    if (atMs - lastMs > KEY_GAP_MS || code.length >= TYPED_CHARS_MAX) forget();
    lastMs = atMs;
    if (pressed.key !== "Enter") {
      const key = readKey(pressed);
      // Keys without a character, such as Shift, have longer names.
      if (key.length === 1) {
        code += key;
        typed += pressed.key;
      }
      return null;
    }
    const scanned = { code, typed };
    forget();
    return scanned.code.length >= CODE_CHARS_MIN ? scanned : null;
  };
}

/** Tells what scanners type, also into a field, which has what it had then. Returns how to stop. */
export function listenForCodes(onCode: (code: string) => void): () => void {
  const scan = createKeyboardScanner();
  const onKey = (event: KeyboardEvent): void => {
    const { key, code, shiftKey } = event;
    const scanned = scan({ key, code, shiftKey, atMs: event.timeStamp });
    if (scanned === null) return;
    const { typed } = scanned;
    // Enter would press whatever has the focus, too.
    event.preventDefault();
    if (event.target instanceof HTMLInputElement && event.target.value.endsWith(typed)) {
      event.target.value = event.target.value.slice(0, -typed.length);
      event.target.dispatchEvent(new Event("input", { bubbles: true }));
    }
    onCode(scanned.code);
  };
  document.addEventListener("keydown", onKey, { capture: true });
  return () => document.removeEventListener("keydown", onKey, { capture: true });
}
