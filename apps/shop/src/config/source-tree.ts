/**
 * What a file says, before a schema gives it a meaning: texts, lists and maps with their places.
 * Numbers stay as they are written, so that a price keeps its decimals and a GTIN its zeros.
 */
import { CONFIG_LIMITS } from "./config-limits.ts";
import type { Place } from "./config-problem.ts";

export type SourceNode = TextNode | ListNode | MapNode | EmptyNode;

export interface TextNode {
  readonly kind: "text";
  readonly at: Place;
  readonly text: string;
  /** Without quotes: it may be meant as a number or as true and false. */
  readonly isPlain: boolean;
}

export interface ListNode {
  readonly kind: "list";
  readonly at: Place;
  readonly items: readonly SourceNode[];
}

export interface MapNode {
  readonly kind: "map";
  readonly at: Place;
  readonly entries: readonly MapEntry[];
}

export interface MapEntry {
  readonly key: string;
  readonly keyAt: Place;
  readonly value: SourceNode;
}

/** A key with nothing after it, or null. */
export interface EmptyNode {
  readonly kind: "empty";
  readonly at: Place;
}

/** What was found, for a message. */
export function describeNode(node: SourceNode): string {
  if (node.kind === "empty") return "nothing";
  if (node.kind === "list") return "a list";
  if (node.kind === "map") return "keys and values";
  const { foundCharsMax } = CONFIG_LIMITS;
  const { text } = node;
  return JSON.stringify(text.length > foundCharsMax ? `${text.slice(0, foundCharsMax)}…` : text);
}

/** Path of a key or an item below another path. */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  return path === "" ? key : `${path}.${key}`;
}
