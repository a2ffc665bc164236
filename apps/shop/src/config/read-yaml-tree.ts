import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  type Scalar,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { CONFIG_LIMITS } from "./config-limits.ts";
import type { Place, ProblemLog } from "./config-problem.ts";
import { joinPath, type MapEntry, type SourceNode } from "./source-tree.ts";

const NULLS = new Set(["", "~", "null", "Null", "NULL"]);

interface YamlReading {
  readonly file: string;
  readonly lines: LineCounter;
  readonly problems: ProblemLog;
  /** Nodes that an alias may name: those whose end has been read. */
  readonly anchors: Map<string, SizedNode>;
  /** Values so far, with aliases written out. */
  nodeCount: number;
}

/** A node and how many values it holds, itself included. */
interface SizedNode {
  readonly node: SourceNode;
  readonly size: number;
}

/** Thrown within this file alone, where reading on has no sense. */
class ReadingEnded extends Error {}

/**
 * Reads YAML 1.2, or JSON, which is a part of it. Null where the text is no YAML, or too deep, or
 * its aliases make more of it than the bound; the reasons are noted.
 */
export function readYamlTree(text: string, file: string, problems: ProblemLog): SourceNode | null {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: "failsafe",
    resolveKnownTags: false,
    // Its check compares every key with every other; here a map of keys does it.
    uniqueKeys: false,
    // "silent" keeps a second document silent as well.
    logLevel: "error",
  });
  const reading: YamlReading = { file, lines, problems, anchors: new Map(), nodeCount: 0 };
  const all = [...document.errors, ...document.warnings];
  // One end of the stack has hundreds of others in its wake.
  const deep = all.find(isTooDeep);
  const faults = deep === undefined ? all : [deep];
  for (const fault of faults) problems.note(placeOf(fault.pos[0], reading), "", reportFault(fault));
  if (faults.length > 0) return null;
  if (document.contents === null) return { kind: "empty", at: { file, line: 1, column: 1 } };
  try {
    return convert(document.contents, "", 0, reading).node;
  } catch (error) {
    if (error instanceof ReadingEnded) return null;
    throw error;
  }
}

/** The library's own end of its stack. */
function isTooDeep({ message }: YAMLError): boolean {
  return /call stack|stack overflow/i.test(message);
}

function reportFault(fault: YAMLError): string {
  const { code, message } = fault;
  if (code === "TAB_AS_INDENT") return "lines are indented with spaces, not with tabs";
  if (code === "MULTIPLE_DOCS") return "one document is expected; this begins a second";
  if (code === "TAG_RESOLVE_FAILED") return "tags, which begin with !, are not used here";
  if (isTooDeep(fault)) return "this is nested too deeply";
  return `this is no YAML: ${message}; look at the indentation: what belongs together begins in one column`;
}

function placeOf(offset: number, { file, lines }: YamlReading): Place {
  // Line 0 is an empty file's.
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
}

function end(reading: YamlReading, at: Place, path: string, message: string): never {
  reading.problems.note(at, path, message);
  throw new ReadingEnded();
}

function convert(
  parsed: ParsedNode | null,
  path: string,
  depth: number,
  reading: YamlReading,
): SizedNode {
  const at = placeOf(parsed?.range[0] ?? 0, reading);
  if (parsed !== null && isAlias(parsed)) return resolveAlias(parsed, at, path, reading);
  const { depthMax, nodesMax } = CONFIG_LIMITS;
  if (depth > depthMax) end(reading, at, path, `this is nested deeper than ${depthMax} levels`);
  if (++reading.nodeCount > nodesMax) end(reading, at, path, reportTooMany());
  const before = reading.nodeCount - 1;
  const node = convertPlain(parsed, at, path, depth, reading);
  const sized = { node, size: reading.nodeCount - before };
  if (parsed?.anchor !== undefined) reading.anchors.set(parsed.anchor, sized);
  return sized;
}

function reportTooMany(): string {
  return `the file holds more than ${CONFIG_LIMITS.nodesMax} values, aliases written out`;
}

function convertPlain(
  parsed: Exclude<ParsedNode, Alias.Parsed> | null,
  at: Place,
  path: string,
  depth: number,
  reading: YamlReading,
): SourceNode {
  if (parsed === null) return { kind: "empty", at };
  if (parsed.tag !== undefined) {
    reading.problems.note(at, path, "tags, which begin with !, are not used here");
  }
  if (isSeq(parsed)) {
    const items = parsed.items.map(
      (item, i) => convert(item as ParsedNode | null, joinPath(path, i), depth + 1, reading).node,
    );
    return { kind: "list", at, items };
  }
  if (isMap(parsed)) return { kind: "map", at, entries: convertMap(parsed, path, depth, reading) };
  return convertScalar(parsed, at);
}

function convertScalar(parsed: Scalar.Parsed, at: Place): SourceNode {
  const isPlain = parsed.type === "PLAIN";
  // Folding and escapes are in the value; the failsafe schema makes every value a text.
  const text = String(parsed.value);
  return isPlain && NULLS.has(text) ? { kind: "empty", at } : { kind: "text", at, text, isPlain };
}

function convertMap(
  parsed: YAMLMap.Parsed,
  path: string,
  depth: number,
  reading: YamlReading,
): MapEntry[] {
  const seen = new Map<string, Place>();
  const entries: MapEntry[] = [];
  for (const { key: keyNode, value } of parsed.items) {
    const keyAt = placeOf(keyNode.range[0], reading);
    if (!isScalar(keyNode)) {
      reading.problems.note(keyAt, path, "a key is a word, not a list, a map or an alias");
      continue;
    }
    const key = String(keyNode.value);
    const keyPath = joinPath(path, key);
    const first = seen.get(key);
    if (first !== undefined) {
      reading.problems.note(keyAt, keyPath, `this key stands on line ${first.line} already`);
    }
    seen.set(key, keyAt);
    const converted = convert(value as ParsedNode | null, keyPath, depth + 1, reading).node;
    // Nothing after a key has no place of its own that is of use.
    const node: SourceNode = converted.kind === "empty" ? { kind: "empty", at: keyAt } : converted;
    if (first === undefined) entries.push({ key, keyAt, value: node });
  }
  return entries;
}

/** The node itself, which is not copied: only its size is counted again. */
function resolveAlias(
  alias: Alias.Parsed,
  at: Place,
  path: string,
  reading: YamlReading,
): SizedNode {
  const target = reading.anchors.get(alias.source);
  if (target === undefined) {
    const message = `*${alias.source} names nothing that ends before it`;
    return end(reading, at, path, message);
  }
  reading.nodeCount += target.size;
  if (reading.nodeCount > CONFIG_LIMITS.nodesMax) end(reading, at, path, reportTooMany());
  return target;
}
