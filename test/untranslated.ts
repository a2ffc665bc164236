/** Texts of a page that stand in its code, where no translation finds them. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "vite";

/** A node of the syntax tree (ESTree, with JSX and TypeScript). */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly name?: unknown;
  readonly callee?: unknown;
  readonly operator?: unknown;
  readonly value?: unknown;
  readonly computed?: unknown;
  readonly openingElement?: unknown;
}

/** Two words, or a word that begins a sentence or a label. */
const PROSE = /\p{L}{2,} \p{L}|^\p{Lu}\p{Ll}+/u;
/** Routes, media types, CSS, keys of a keyboard. */
const NO_PROSE =
  /^(GET|POST|PUT|PATCH|DELETE) \/|^[a-z]+\/|^(Enter|Escape|Tab|Home|End|Delete|Backspace|Space|Shift|Control|Alt|Meta|PageUp|PageDown|Arrow\w+|Key\w|Digit\d|Bearer .*)$/;
/** What nobody reads or hears. */
const SILENT_ATTRIBUTES = new Set([
  ..."class id for key name type kind role href src d viewBox style transform rel target tone".split(
    " ",
  ),
  ..."autoComplete inputMode autocapitalize controlsList aria-labelledby aria-describedby aria-controls".split(
    " ",
  ),
]);
const nameOf = (element: unknown): string => ((element as Node).name as Node).name as string;

/** What is for developers, or for the machine. */
const isSilent = (node: Node): boolean => {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
    case "ImportExpression":
    case "TSLiteralType":
    case "TSTemplateLiteralType":
      return true;
    case "JSXElement":
      // What a machine is told, or a key of the keyboard.
      return ["code", "kbd", "pre"].includes(nameOf(node.openingElement));
    case "CallExpression":
      // Its argument is a key: names of pages are English everywhere in the code.
      return (node.callee as Node).name === "namePage";
    case "JSXAttribute":
      return SILENT_ATTRIBUTES.has((node.name as Node).name as string);
    case "NewExpression":
      return /Error$/.test(String((node.callee as Node).name));
    case "BinaryExpression":
      return ["===", "!=="].includes(node.operator as string);
    default:
      return false;
  }
};

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

function* findTexts(node: Node): Generator<{ readonly text: string; readonly start: number }> {
  if (isSilent(node)) return;
  const { type, start } = node;
  if (type === "JSXText" && /\p{L}/u.test(node.value as string)) {
    yield { text: (node.value as string).trim(), start };
  }
  const isString = type === "Literal" && typeof node.value === "string";
  const text = isString
    ? (node.value as string)
    : type === "TemplateElement"
      ? (node.value as { cooked: string }).cooked.trim()
      : "";
  if (PROSE.test(text) && !NO_PROSE.test(text)) yield { text, start };
  for (const [key, value] of Object.entries(node)) {
    // A property's name is no text; what it holds may be.
    if (key === "property" || (key === "key" && node.computed !== true)) continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) yield* findTexts(child);
    }
  }
}

/** Each as `path:line: text`, of files below a folder that are neither words nor tests. */
export function findUntranslated(folder: string): string[] {
  return globSync("**/*.{ts,tsx}", { cwd: folder })
    .filter((path) => !/(^|\/)words\/|\.test\.ts|-fixture\.ts/.test(path))
    .toSorted()
    .flatMap((path) => {
      const source = readFileSync(join(folder, path), "utf8");
      const { program } = parseSync(path, source);
      return [...findTexts(program as unknown as Node)].map(({ text, start }) => {
        const line = source.slice(0, start).split("\n").length;
        return `${path}:${line}: ${text.replaceAll(/\s+/g, " ")}`;
      });
    });
}
