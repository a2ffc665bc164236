/**
 * JSON that can be read in one way only (RFC 8259, section 4: names should be unique; readers differ
 * in what they make of two). Keys twice, keys of prototypes and deep nesting are refused.
 */

/** Names by which an object's prototype is reached where some code copies keys carelessly. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** What is wrong with a text, for whoever sent it. */
export class StrictJsonError extends Error {}

/** The value of a text. Throws a `StrictJsonError`. */
export function parseStrictJson(text: string, depthMax: number): unknown {
  const value = parse(text);
  checkKeys(text, depthMax);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new StrictJsonError("the body is not JSON");
    throw error;
  }
}

/** Goes through a text that is known to be JSON: names are strings before a colon in an object. */
function checkKeys(text: string, depthMax: number): void {
  /** Names of each open object; null for an array. */
  const open: (Set<string> | null)[] = [];
  let isName = false;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case "{":
      case "[":
        isName = text[at] === "{";
        open.push(isName ? new Set() : null);
        if (open.length > depthMax) throw new StrictJsonError("the body is nested too deep");
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
  if (FORBIDDEN_KEYS.has(name)) throw new StrictJsonError(`a key may not be called "${name}"`);
  if (names.has(name)) throw new StrictJsonError("a key appears twice");
  names.add(name);
}
