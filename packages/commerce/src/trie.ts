/**
 * A map by text that is never changed: putting an entry copies the few nodes on the way to it, and
 * shares all others with the map before. States that grow with each event are folded in a time that
 * grows with their events, not with the square.
 */

/** Number of bits of the hash that select a node's child. */
const BITS = 4;
const WIDTH = 1 << BITS;

export type Trie<V> = TrieNode<V> | null;

type TrieNode<V> = Leaf<V> | Branch<V>;

interface Leaf<V> {
  readonly hash: number;
  /** More than one where texts have the same hash. */
  readonly entries: readonly (readonly [key: string, value: V])[];
}

interface Branch<V> {
  /** `WIDTH` of them. */
  readonly children: readonly Trie<V>[];
}

const NO_CHILDREN: readonly null[] = new Array<null>(WIDTH).fill(null);

export function findIn<V>(trie: Trie<V>, key: string): V | undefined {
  const hash = hashText(key);
  let node = trie;
  for (let shift = 0; node !== null && "children" in node; shift += BITS) {
    node = node.children[pickChild(hash, shift)]!;
  }
  return node?.entries.find(([known]) => known === key)?.[1];
}

export function putInto<V>(trie: Trie<V>, key: string, value: V): Trie<V> {
  return put(trie, { hash: hashText(key), entries: [[key, value]] }, 0);
}

/** All entries, in an order that depends on their keys alone. */
export function* listEntries<V>(trie: Trie<V>): Generator<readonly [key: string, value: V]> {
  if (trie === null) return;
  if ("entries" in trie) yield* trie.entries;
  else for (const child of trie.children) yield* listEntries(child);
}

function put<V>(node: Trie<V>, leaf: Leaf<V>, shift: number): TrieNode<V> {
  if (node === null) return leaf;
  if ("children" in node) return putBelow(node, leaf, shift);
  if (node.hash !== leaf.hash) {
    return putBelow(putBelow({ children: NO_CHILDREN }, node, shift), leaf, shift);
  }
  const [[key]] = leaf.entries as [readonly [string, V]];
  const others = node.entries.filter(([known]) => known !== key);
  const entries = [...others, ...leaf.entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return { hash: leaf.hash, entries };
}

function putBelow<V>({ children }: Branch<V>, leaf: Leaf<V>, shift: number): Branch<V> {
  const at = pickChild(leaf.hash, shift);
  const copied = [...children];
  copied[at] = put(copied[at]!, leaf, shift + BITS);
  return { children: copied };
}

function pickChild(hash: number, shift: number): number {
  return (hash >>> shift) & (WIDTH - 1);
}

/** FNV-1a over UTF-16 code units, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
