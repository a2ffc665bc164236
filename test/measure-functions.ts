/**
 * Lengths of the functions in a TypeScript source, without a parser: comments, strings and regular
 * expressions are blanked, then each brace that opens a function's body is matched with its end.
 */

export interface MeasuredFunction {
  readonly name: string;
  /** Counted from 1. */
  readonly line: number;
  /** From the line of its parameters to that of its closing brace. */
  readonly lines: number;
}

/**
 * A slash after one of these begins a regular expression; after anything else, such as the mark of
 * what is never null, it divides.
 */
const BEFORE_REGEX =
  /(?:[(,=:[&|?{};+\-*%<>~^]|(?<![\w$)\]])!|\b(?:return|typeof|case|in|of|do|else))\s*$/;

/** The same text with all that is not code turned into blanks; lines stay where they are. */
export function blankNonCode(source: string): string {
  let code = "";
  let at = 0;
  /** Braces open in each template's `${}`, the innermost last. */
  const templates: number[] = [];
  const blank = (to: number): void => {
    code += source.slice(at, to).replace(/[^\n]/g, " ");
    at = to;
  };
  while (at < source.length) {
    const char = source[at]!;
    const pair = source.slice(at, at + 2);
    if (pair === "//") blank(findEnd(source, at, /\n/g, 0));
    else if (pair === "/*") blank(findEnd(source, at + 2, /\*\//g, 2));
    else if (char === '"' || char === "'") blank(skipQuoted(source, at));
    else if (char === "/" && BEFORE_REGEX.test(code.slice(-40))) blank(skipRegex(source, at));
    else if (char === "`") blank(skipTemplate(source, at + 1, templates));
    else if (char === "}" && templates.at(-1) === 0) {
      templates.pop();
      blank(skipTemplate(source, at + 1, templates));
    } else {
      if (char === "{" && templates.length > 0) templates[templates.length - 1]!++;
      if (char === "}" && templates.length > 0) templates[templates.length - 1]!--;
      code += char;
      at++;
    }
  }
  return code;
}

function findEnd(source: string, from: number, end: RegExp, length: number): number {
  end.lastIndex = from;
  const match = end.exec(source);
  return match === null ? source.length : match.index + length;
}

function skipQuoted(source: string, from: number): number {
  let at = from + 1;
  while (at < source.length && source[at] !== source[from]) at += source[at] === "\\" ? 2 : 1;
  return at + 1;
}

function skipRegex(source: string, from: number): number {
  let inClass = false;
  let at = from + 1;
  for (; at < source.length && (inClass || source[at] !== "/"); at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === "[") inClass = true;
    else if (source[at] === "]") inClass = false;
  }
  return at + 1;
}

/** To the template's end, or behind the next `${`, which opens code again. */
function skipTemplate(source: string, from: number, templates: number[]): number {
  for (let at = from; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === "`") return at + 1;
    else if (source.startsWith("${", at)) {
      templates.push(0);
      return at + 2;
    }
  }
  return source.length;
}

/** Position of each closing bracket's opening one, and the other way round. */
function matchBrackets(code: string): Map<number, number> {
  const partners = new Map<number, number>();
  const open: number[] = [];
  for (let at = 0; at < code.length; at++) {
    if ("({[".includes(code[at]!)) open.push(at);
    else if (")}]".includes(code[at]!)) {
      const start = open.pop();
      if (start === undefined) throw new Error("brackets do not match");
      partners.set(at, start);
      partners.set(start, at);
    }
  }
  if (open.length > 0) throw new Error("brackets do not match");
  return partners;
}

const CONTROL = /\b(?:if|for|for await|while|switch|catch|with)\s*$/;

/** Where the body opens that belongs to the parameters closed at `close`, or -1 for none. */
function findBody(code: string, close: number, partners: ReadonlyMap<number, number>): number {
  let at = close + 1;
  const skipBlanks = (): void => {
    while (/\s/.test(code[at] ?? "")) at++;
  };
  skipBlanks();
  if (code[at] === ":") at = skipType(code, at + 1, partners);
  skipBlanks();
  if (code.startsWith("=>", at)) at += 2;
  skipBlanks();
  return code[at] === "{" ? at : -1;
}

/** Behind a return type: a brace that continues a type is part of it, one that does not opens. */
function skipType(code: string, from: number, partners: ReadonlyMap<number, number>): number {
  let wantsMore = true;
  let angles = 0;
  for (let at = from; at < code.length; at++) {
    const char = code[at]!;
    if (/\s/.test(char)) continue;
    if (char === "{" && !wantsMore) return at;
    if ("({[".includes(char)) {
      at = partners.get(at)!;
      wantsMore = false;
    } else if (code.startsWith("=>", at)) {
      // An arrow function's own, or part of the type of a function that is returned.
      if (/^=>\s*\{/.test(code.slice(at, at + 20))) return at;
      at++;
      wantsMore = true;
    } else if (";)}=".includes(char) || (char === "," && angles === 0)) return at;
    else {
      if (char === "<") angles++;
      if (char === ">") angles--;
      wantsMore = "|&<,:?".includes(char) || ENDS_OPEN.test(code.slice(from, at + 1));
    }
  }
  return code.length;
}

const ENDS_OPEN = /\b(?:is|readonly|keyof)$/;

function findName(before: string): string {
  const named = /([\w$]+)\s*(?:<[^()]*>)?\s*$/.exec(before);
  if (named !== null && !/^(?:function|async|return)$/.test(named[1]!)) return named[1]!;
  return (
    /([\w$]+)\s*(?::[^=;]*)?[=:]\s*(?:async\s*)?(?:function\s*)?$/.exec(before)?.[1] ?? "anonymous"
  );
}

/** A suite of tests is a list, not a function. */
const SUITE = /\bdescribe(?:Screens)?(?:\.\w+)*(?:\([^\n]*\))?$/;

function isSuite(code: string, open: number, partners: ReadonlyMap<number, number>): boolean {
  for (let at = open - 1; at >= 0; at--) {
    if (")}]".includes(code[at]!)) at = partners.get(at)!;
    else if ("({[".includes(code[at]!)) return SUITE.test(code.slice(Math.max(0, at - 200), at));
  }
  return false;
}

export function measureFunctions(source: string): MeasuredFunction[] {
  const code = blankNonCode(source);
  const partners = matchBrackets(code);
  const lineOf = (at: number): number => code.slice(0, at).split("\n").length;
  const measured: MeasuredFunction[] = [];
  for (const [close, open] of partners) {
    if (code[close] !== ")") continue;
    const before = code.slice(Math.max(0, open - 300), open);
    if (CONTROL.test(before)) continue;
    const body = findBody(code, close, partners);
    if (body < 0 || isSuite(code, open, partners)) continue;
    const line = lineOf(open);
    measured.push({ name: findName(before), line, lines: lineOf(partners.get(body)!) - line + 1 });
  }
  return measured.sort((a, b) => a.line - b.line);
}
