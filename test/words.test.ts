/** Private words do not come back: in names, comments, texts of screens, problems and pages. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), "utf8");

const NOT_OURS = new Set(["node_modules", "coverage", "out", "dist", ".git"]);

/** Those that list the words, and what happened or was decided when they were used. */
const HISTORY = /^(test\/words\.test\.ts|docs\/glossary\.md|CHANGELOG\.md|docs\/decisions\/)/;

function listFiles(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = join(dir, entry.name);
    return entry.isDirectory() ? listFiles(path) : [relative(root, path).replaceAll("\\", "/")];
  });
}

const files = listFiles(root).filter((file) => !HISTORY.test(file));
const texts = files.filter((file) => /\.(tsx?|mjs|css|md|yaml)$/.test(file));

interface PrivateWord {
  /** Of a line in lower case, the words of a name apart: `listWaysIn` is "list ways in". */
  readonly pattern: RegExp;
  /** As the page of words has it. */
  readonly instead: string;
  /** Where it is somebody else's word, or means what everybody means by it. */
  readonly allowed?: RegExp;
  /** Files that it is gone from; all where it is left out. */
  readonly files?: RegExp;
}

const ENGINE = /^packages\/(engine|vision)\//;

/** In names of files and identifiers, too. */
const ANYWHERE: readonly PrivateWord[] = [
  { pattern: /\bdesks?\b/, instead: "service" },
  { pattern: /\bmisgivings?\b/, instead: "ambiguity" },
  { pattern: /\bwho is who\b/, instead: "identity", allowed: /0005-who-is-who/ },
  { pattern: /\bslip(s|ped)? in\b/, instead: "tailgate" },
  { pattern: /\bshut(s)? ((a|the) user )?out\b/, instead: "disable" },
  { pattern: /\blets? (people |somebody |them )?in\b(?! the)/, instead: "admit" },
  { pattern: /\bways in\b(?! which| and out)/, instead: "entry method" },
  { pattern: /\bwhat (it|they) gave back\b/, instead: "refund" },
  {
    pattern: /\bhear (engine|sensors|findings|cart|receipt|floor|line|silence|late|events)\b/,
    instead: "online, last message",
  },
  { pattern: /\bpicture (damage|regions|history|region|reference)\b/, instead: "frame" },
  { pattern: /\b(open|review|entry|receipt) desk\b|\bengine ear\b/, instead: "service" },
  {
    pattern: /\bheard\b(?! ms)/,
    instead: "receive, last message, last active",
    files: /^(apps\/shop|packages\/(engine|vision))\//,
  },
  { pattern: /\bwho may be whom\b/, instead: "identity" },
  { pattern: /\b(a|the) person looks at\b/, instead: "flagged, review" },
  { pattern: /\bin (more |that )?doubt\b/, instead: "ambiguity", files: ENGINE },
  {
    pattern: /\bexchanged\b/,
    instead: "ID switch, swapped",
    files: ENGINE,
    allowed: /exchangedSpreadShare/,
  },
];

/** In prose alone: the API, the journal and the configuration keep names that they have had. */
const IN_PROSE: readonly PrivateWord[] = [
  {
    pattern: /\bcontest(s|ed|ing)?\b/,
    instead: "dispute",
    allowed:
      /CPS-IoT|contest's score|LineContested|contestDays|perContested|former name|called dispute now|evidence-for-contests/,
  },
];

/** A line as words in lower case. */
const toWords = (line: string): string =>
  line
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/[-_]/g, " ")
    .toLowerCase();

/** Comments and sentences of sources; pages without what they quote from code. */
function findProse(file: string, line: string): string {
  if (file.endsWith(".md")) return line.replaceAll(/`[^`]*`/g, "");
  if (/^\s*(\/\*\*?|\*|\/\/)/.test(line)) return line.replaceAll(/`[^`]*`/g, "");
  return [...line.matchAll(/"(?:[^"\\]|\\.)*"|`[^`]*`/g)]
    .map(([text]) => text)
    .filter((text) => /[a-z,] [a-z]+ [a-z]/i.test(text) && !/\b[A-Z]{5,}\b/.test(text))
    .join(" ");
}

/** "file:line: text" of each private word. */
function findPrivate(file: string, text: string): string[] {
  const found = (words: readonly PrivateWord[], line: string): boolean =>
    words.some(
      ({ pattern, allowed, files: where }) =>
        where?.test(file) !== false && pattern.test(toWords(line)) && !allowed?.test(line),
    );
  return text
    .split("\n")
    .flatMap((line, at) =>
      found(ANYWHERE, line) || found(IN_PROSE, findProse(file, line))
        ? [`${file}:${at + 1}: ${line.trim()}`]
        : [],
    );
}

describe("private words", () => {
  it("are found where one is planted", () => {
    const planted = [
      ["a.ts", "import { openDesk } from './open-desk.ts';"],
      ["a.ts", "const gates = listWaysIn(settings);"],
      ["a.ts", '  description: "Days in which a line can be contested",'],
      ["a.md", "A tracker is not sure who is who."],
      ["a.md", "Whoever slips in is told of."],
      ["apps/shop/src/a.ts", "const heard = await api.get(path);"],
      ["packages/engine/src/a.ts", "/** Until then they are in doubt. */"],
    ] as const;
    for (const [file, line] of planted) expect(findPrivate(file, line), line).toHaveLength(1);
    const kept = [
      ["a.ts", "  contestId: Type.String(),"],
      ["a.ts", 'const POST = route("POST", "/v1/receipts/{visitId}/contests");'],
      ["a.md", "| `contestDays` | The former name of `disputeDays` |"],
      ["a.ts", "for all ways in which it came about"],
      ["apps/console/src/a.ts", "const heard = await api.get(path);"],
      ["apps/shop/src/a.ts", "  heardMs: user.lastActiveMs,"],
    ] as const;
    for (const [file, line] of kept) expect(findPrivate(file, line), line).toEqual([]);
  });

  it("are in no file", () => {
    expect(texts.length).toBeGreaterThan(1000);
    expect(texts.flatMap((file) => findPrivate(file, read(file)))).toEqual([]);
  });

  it("name no file", () => {
    expect(
      files.filter((file) => ANYWHERE.some(({ pattern }) => pattern.test(toWords(file)))),
    ).toEqual([]);
  });

  it("have another that the page of words explains", () => {
    const page = read("docs/glossary.md").toLowerCase();
    const missing = [...ANYWHERE, ...IN_PROSE].filter(
      ({ instead }) => !page.includes(`| ${instead.toLowerCase()} |`),
    );
    expect(missing).toEqual([]);
  });
});
