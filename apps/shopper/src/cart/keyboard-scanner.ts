/** Scanners that type: all of a code's keys within moments, and Enter. */

/** Between two keys of one code; nobody types so fast for long. */
export const KEY_GAP_MS = 80;
export const CODE_CHARS_MIN = 4;
const CODE_CHARS_MAX = 500;

interface Key {
  readonly key: string;
  readonly atMs: number;
}

/** Takes keys one after the other; gives a code when its Enter has come, else null. */
export function createKeyboardScanner(): (key: Key) => string | null {
  let typed = "";
  let lastMs = Number.NEGATIVE_INFINITY;
  return ({ key, atMs }) => {
    if (atMs - lastMs > KEY_GAP_MS || typed.length > CODE_CHARS_MAX) typed = "";
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

/** Tells what scanners type anywhere but into a field. Returns how to stop. */
export function listenForCodes(onCode: (code: string) => void): () => void {
  const scan = createKeyboardScanner();
  const onKey = (event: KeyboardEvent): void => {
    if ((event.target as Element).closest("input, textarea, select") !== null) return;
    const code = scan({ key: event.key, atMs: event.timeStamp });
    if (code === null) return;
    // Enter would press whatever has the focus, too.
    event.preventDefault();
    onCode(code);
  };
  document.addEventListener("keydown", onKey, { capture: true });
  return () => document.removeEventListener("keydown", onKey, { capture: true });
}
