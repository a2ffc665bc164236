/**
 * Checks everything in a SCIM request that names attributes before the library reads it. The library builds objects
 * from those names, so `__proto__.x eq "y"` would change every object of the process. Only attributes of the resource's
 * schema are allowed. Grammar: RFC 7644, section 3.4.2.2 (filters) and 3.5.2 (paths of patches).
 */
import SCIMMY from "scimmy";
import { type Comparator, type ScimFilter, toComparison, toPath } from "./match-filter.ts";

type Resource = typeof SCIMMY.Resources.User | typeof SCIMMY.Resources.Group;
type Fault = "invalidFilter" | "invalidPath";

const ScimError = SCIMMY.Types.Error;

/** Longest filter or path, in characters. */
export const SCIM_FILTER_CHARS_MAX = 2000;

/** In a filter, a text is JSON. In a path, the library ends it at the next quote: there is no escape. */
const TOKEN = makeToken('"(?:[^"\\\\]|\\\\.)*"');
const PATH_TOKEN = makeToken('"[^"]*"');
const COMPARATOR = /^(?:eq|ne|co|sw|ew|gt|lt|ge|le)$/i;
const NAME = /^[A-Za-z$][\w$:.-]*$/;
const FORBIDDEN_NAME = /(?:^|[.:[\]])\s*(?:__proto__|constructor|prototype)\s*(?:$|[.:[\]])/i;

const refuse = (fault: Fault, text: string) =>
  new ScimError(400, fault, `"${text.slice(0, 100)}" is not supported`);

function makeToken(text: string): RegExp {
  const number = "[-+]?\\d+(?:\\.\\d+)?(?![\\w.+-])";
  return new RegExp(`\\s*(?:${text}|[()[\\]]|${number}|\\.?[A-Za-z$][\\w$:.-]*)`, "sy");
}

/** Throws a SCIM error unless the filter compares attributes of the resource with values of their types. */
export function readFilter(resource: Resource, filter: string): ScimFilter {
  const reader = openReader(resource, filter, "invalidFilter");
  const read = reader.readFilter("", "");
  reader.readEnd();
  return read;
}

/** The path of a patch: `name.givenName`, `emails[type eq "work"].value`. */
export function checkPath(resource: Resource, path: string): void {
  const reader = openReader(resource, path, "invalidPath");
  reader.readPath();
  reader.readEnd();
}

/** Comma-separated names, as `attributes` and `sortBy` have them. */
export function checkNames(resource: Resource, names: string): void {
  for (const name of names.split(",")) checkName(resource, name.trim(), "invalidFilter");
}

function checkName({ schema }: Resource, name: string, fault: Fault): void {
  if (!NAME.test(name) || !hasAttribute(schema.definition, name)) throw refuse(fault, name);
}

function hasAttribute(definition: Resource["schema"]["definition"], name: string): boolean {
  try {
    definition.attribute(name);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Names in a body, at any depth. The library splits those of extensions: `urn:…:User:manager.value`. */
export function checkBody(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (FORBIDDEN_NAME.test(name)) throw refuse("invalidPath", name);
    checkBody(inner);
  }
}

/** All operations of a patch. What is no operation is left for the library to refuse. */
export function checkPatch(resource: Resource, message: unknown): void {
  checkBody(message);
  const { Operations: operations } = Object(message) as { readonly Operations?: unknown };
  if (!Array.isArray(operations)) return;
  for (const one of operations) {
    const { op, path, value } = Object(one) as Readonly<Record<string, unknown>>;
    if (typeof path === "string") checkPath(resource, path);
    else for (const name of Object.keys(Object(value))) checkPath(resource, name);
    // The library makes a filter of the values to be removed.
    if (typeof op === "string" && op.toLowerCase() === "remove") checkRemoved(value);
  }
}

function checkRemoved(value: unknown): void {
  for (const one of Array.isArray(value) ? value : [value]) {
    for (const [name, inner] of typeof one === "object" && one !== null
      ? Object.entries(one)
      : []) {
      const isText = typeof inner === "string" && !/["()[\]]/.test(inner);
      const isPlain = typeof inner === "number" || typeof inner === "boolean";
      if (!/^\$?[A-Za-z]+$/.test(name) || !(isText || isPlain)) throw refuse("invalidPath", name);
    }
  }
}

function openReader(resource: Resource, text: string, fault: Fault) {
  if (text.length > SCIM_FILTER_CHARS_MAX) throw refuse(fault, text);
  const isPath = fault === "invalidPath";
  const tokens = splitTokens(text, fault, isPath ? PATH_TOKEN : TOKEN);
  let at = 0;
  const fail = () => refuse(fault, text);
  const takes = (wanted: RegExp): boolean => {
    if (!wanted.test(tokens[at] ?? "")) return false;
    at++;
    return true;
  };
  const take = (wanted: RegExp): void => {
    if (!takes(wanted)) throw fail();
  };
  const takeName = (prefix: string): string => {
    const name = tokens[at++] ?? "";
    checkName(resource, `${prefix}${name}`, fault);
    return `${prefix}${name}`;
  };
  /** @param open brackets that are open: the library takes none of a kind within its own kind */
  function readFilter(prefix: string, open: string): ScimFilter {
    const branches: ScimFilter[] = [];
    do {
      const terms: ScimFilter[] = [];
      do terms.push(readTerm(prefix, open));
      while (takes(/^and$/i));
      branches.push({ kind: "every", filters: terms });
    } while (takes(/^or$/i));
    return { kind: "some", filters: branches };
  }
  function readTerm(prefix: string, open: string): ScimFilter {
    const isNot = takes(/^not$/i);
    if (!(isPath && open.includes("(")) && takes(/^\($/)) {
      const filter = readFilter(prefix, `${open}(`);
      take(/^\)$/);
      return isNot ? { kind: "not", filter } : filter;
    }
    if (isNot) throw fail();
    const name = takeName(prefix);
    const inner = readBrackets(name, open);
    if (inner === null) return readComparison(name, prefix, open);
    const { filter, part } = inner;
    const isCompared = isNext(COMPARATOR) || isNext(/^pr$/i);
    const rest = isCompared ? [readComparison(`${name}${part}`, `${name}.`, open)] : [];
    const path = toPath(resource, name).slice(toPath(resource, prefix.slice(0, -1)).length);
    return { kind: "within", path, filter: { kind: "every", filters: [filter, ...rest] } };
  }
  function readComparison(name: string, prefix: string, open: string): ScimFilter {
    const comparator = (tokens[at++] ?? "").toLowerCase();
    if (comparator !== "pr" && !COMPARATOR.test(comparator)) throw fail();
    const value = comparator === "pr" ? null : readValue(open);
    if (isPath) return { kind: "every", filters: [] };
    return toComparison(resource, prefix, name, comparator as Comparator, value);
  }
  function readValue(open: string): unknown {
    const token = tokens[at] ?? "";
    // It looks for the closing bracket within texts, too.
    if (isPath && open !== "" && /^".*[()[\]].*"$/s.test(token)) throw fail();
    take(/^(?:".*"|[-+]?\d+(?:\.\d+)?|true|false|null)$/is);
    if (isPath) return null;
    try {
      return JSON.parse(token.startsWith('"') ? token : token.toLowerCase().replace(/^\+/, ""));
    } catch {
      throw fail();
    }
  }
  const isNext = (wanted: RegExp): boolean => wanted.test(tokens[at] ?? "");
  /** `emails[type eq "work"].value`: the filter and `.value`. */
  function readBrackets(name: string, open: string) {
    if (open.includes("[") || !takes(/^\[$/)) return null;
    const filter = readFilter(`${name}.`, `${open}[`);
    take(/^\]$/);
    return { filter, part: isNext(/^\./) ? takeName(name).slice(name.length) : "" };
  }
  return {
    readFilter,
    readPath: () => void readBrackets(takeName(""), ""),
    readEnd: () => {
      if (at < tokens.length) throw fail();
    },
  };
}

function splitTokens(text: string, fault: Fault, pattern: RegExp): string[] {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < end) {
    const found = pattern.exec(text);
    if (found === null) throw refuse(fault, text);
    tokens.push(found[0].trimStart());
  }
  return tokens;
}
