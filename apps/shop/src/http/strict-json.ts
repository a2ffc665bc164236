/**
 * JSON that can be read in one way only (RFC 8259, section 4: names should be unique; readers differ
 * in what they make of two). Bytes that are no UTF-8, keys twice, keys of prototypes and deep nesting
 * are refused.
 */
import { BODY_DEPTH_MAX } from "./http-limits.ts";
import { ProblemError } from "./problem.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });
/** Names by which an object's prototype is reached where some code copies keys carelessly. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** The value of a body. Throws a `ProblemError` with `body-malformed`. */
export function parseStrictJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  const value = parse(text);
  checkKeys(text);
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw refuseBody("the body is not UTF-8");
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw refuseBody("the body is not JSON");
    throw error;
  }
}

/** Goes through a text that is known to be JSON: names are strings before a colon in an object. */
function checkKeys(text: string): void {
  /** Names of each open object; null for an array. */
  const open: (Set<string> | null)[] = [];
  let isName = false;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case "{":
      case "[":
        isName = text[at] === "{";
        open.push(isName ? new Set() : null);
        if (open.length > BODY_DEPTH_MAX) throw refuseBody("the body is nested too deep");
        break;
      case "}":
      case "]":
        open.pop();
        break;
      case ",":
        isName = open.at(-1) !== null;
        break;
      case '"': {
        const end = findEnd(text, at);
        const names = open.at(-1);
        if (isName && names != null) addName(names, JSON.parse(text.slice(at, end + 1)));
        isName = false;
        at = end;
        break;
      }
    }
  }
}

/** Where the string ends that begins at `from`. */
function findEnd(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

function addName(names: Set<string>, name: string): void {
  if (FORBIDDEN_KEYS.has(name)) throw refuseBody(`a key may not be called "${name}"`);
  if (names.has(name)) throw refuseBody("a key appears twice");
  names.add(name);
}

function refuseBody(detail: string): ProblemError {
  return new ProblemError("body-malformed", detail);
}
