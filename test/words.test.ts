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

/** The configuration's, the API's and the recording format's names, and those of decisions. */
const DOUBTS_ALLOWED =
  /"doubt"|\.doubt\b|\bdoubt\.(exact|missing|too)|const doubt = \{|\bdoubt: |[{,] ?doubt[,} ]|^ *doubt,|"doubtful"|clips: doubtful|off, doubtful|evidence-doubtful|not-doubted|doubt-malformed|"?doubts"?: |\["doubts"\]|\.doubts\b|`doubts`|"doubts"|"?doubted"?: true|"doubted"|\.doubted\b|decisions\/00(11|16)|identity\.doubtHoldsMs/;

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
  { pattern: /\b(un)?heard\b(?! ms| of")/, instead: "receive, last message, last active" },
  { pattern: /\bwho may be whom\b/, instead: "identity" },
  { pattern: /\b(a|the) person looks at\b/, instead: "flagged, review" },
  {
    pattern: /doubt/,
    instead: "uncertain, ambiguity, warning",
    allowed: DOUBTS_ALLOWED,
  },
  {
    pattern:
      /\b(const|let|function|type|interface) (\{ )?contest(?! id)|(?<!event\.)\bcontest(\(|,| =|\.(?!contest))|\bfind contest/,
    instead: "dispute",
    allowed: /event\.contest\b/,
  },
  {
    pattern: /\btellings?\b/,
    instead: "report, revision",
    allowed: /Thank you for telling|Type\.Array|\.tellings|\["tellings"\]|tellings: /,
  },
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
      /CPS-IoT|LineContested|contestDays|perContested|former name|called dispute now|evidence-for-contests/,
  },
  { pattern: /\btold of\b/, instead: "reported, notified of" },
  { pattern: /\banew\b/, instead: "again, rebuilt, reloaded" },
  { pattern: /\bin the mean\b(?! of| processing)/, instead: "on average" },
  { pattern: /\b(is|are|was|were|be|been) put right\b/, instead: "corrected" },
  { pattern: /\b(seen|worn|none) of late\b/, instead: "recently" },
  { pattern: /\b(is|are|was|were) kept no more\b/, instead: "deleted, no longer kept" },
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
      ["apps/console/src/a.ts", "const heard = await api.get(path);"],
      ["packages/engine/src/a.ts", "/** Until then they are in doubt. */"],
      ["a.ts", "const isDoubtful = probability < 0.97;"],
      ["a.css", "    color: var(--doubt);"],
      ["a.ts", "  const contest = receipt.disputes.find(isOpen);"],
      ["a.ts", "export function findContest(subject: Subject): Dispute {"],
      ["a.ts", "  const { attribution, telling } = engine;"],
      ["a.ts", "/** Cameras that are told of with their faults. */"],
      ["a.ts", "/** Its tables are made anew. */"],
      ["a.ts", "/** Seconds until somebody is hidden, in the mean. */"],
      ["a.ts", "/** By how much clocks are put right. */"],
      ["a.ts", "/** What was seen of late. */"],
      ["a.ts", "/** A clip that is wrong is kept no more. */"],
    ] as const;
    for (const [file, line] of planted) expect(findPrivate(file, line), line).toHaveLength(1);
    const kept = [
      ["a.ts", "  contestId: Type.String(),"],
      ["a.ts", 'const POST = route("POST", "/v1/receipts/{visitId}/contests");'],
      ["a.md", "| `contestDays` | The former name of `disputeDays` |"],
      ["a.ts", "for all ways in which it came about"],
      ["apps/shop/src/a.ts", "  heardMs: user.lastActiveMs,"],
      ["a.ts", '  clips: "off" | "doubtful";'],
      ["a.ts", "    doubts: uncertain.map(describe),"],
      ["a.ts", '    case "LineContested": return event.contest.contestId;'],
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
