/** Scanners that type: all of a code's keys within moments, and Enter. */

/** Between two keys of one code; nobody types so fast for long. */
export const KEY_GAP_MS = 80;
export const CODE_CHARS_MIN = 6;
/** No code has as many. */
const TYPED_CHARS_MAX = 4000;

interface Key {
  readonly key: string;
  readonly atMs: number;
}

/** Takes keys one after the other; gives a code when its Enter has come, else null. */
export function createKeyboardScanner(): (key: Key) => string | null {
  let typed = "";
  let lastMs = Number.NEGATIVE_INFINITY;
  return ({ key, atMs }) => {
    if (atMs - lastMs > KEY_GAP_MS || typed.length >= TYPED_CHARS_MAX) typed = "";
    lastMs = atMs;
    if (key !== "Enter") {
      // Keys without a character, such as Shift, have longer names.
      if (key.length === 1) typed += key;
      return null;
    }
    const code = typed;
    typed = "";
    return code.length >= CODE_CHARS_MIN ? code : null;
  };
}

/** Tells what scanners type, also into a field, which has what it had then. Returns how to stop. */
export function listenForCodes(onCode: (code: string) => void): () => void {
  const scan = createKeyboardScanner();
  const onKey = (event: KeyboardEvent): void => {
    const code = scan({ key: event.key, atMs: event.timeStamp });
    if (code === null) return;
    // Enter would press whatever has the focus, too.
    event.preventDefault();
    if (event.target instanceof HTMLInputElement && event.target.value.endsWith(code)) {
      event.target.value = event.target.value.slice(0, -code.length);
      event.target.dispatchEvent(new Event("input", { bubbles: true }));
    }
    onCode(code);
  };
  document.addEventListener("keydown", onKey, { capture: true });
  return () => document.removeEventListener("keydown", onKey, { capture: true });
}
