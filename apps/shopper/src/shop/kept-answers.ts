/**
 * What was last shown of somebody's visits stays on their phone, to be seen without a network. It is
 * theirs alone: it goes when they sign out.
 */
import { signal } from "@preact/signals";

interface Kept<T> {
  /** Of which visit it is; empty where it is of none. */
  readonly of: string;
  readonly atMs: number;
  readonly value: T;
}

/** One of each is kept, the last. */
const NAMES = ["cart", "receipt", "visits", "inside"] as const;
export type KeptName = (typeof NAMES)[number];

/** Of when it is what is shown in place of an answer, Unix ms; null where all is an answer. */
export const keptOfMs = signal<number | null>(null);

const keyOf = (name: KeptName): string => `saunter.kept.${name}`;

export function keepAnswer(name: KeptName, of: string, value: unknown): void {
  const kept: Kept<unknown> = { of, atMs: Date.now(), value };
  localStorage.setItem(keyOf(name), JSON.stringify(kept));
}

/** Null where none is kept, or that of another visit. */
export function readKept<T>(name: KeptName, of: string): Kept<T> | null {
  const text = localStorage.getItem(keyOf(name));
  const kept = text === null ? null : (JSON.parse(text) as Kept<T>);
  return kept?.of === of ? kept : null;
}

export function forgetKept(): void {
  for (const name of NAMES) localStorage.removeItem(keyOf(name));
}
