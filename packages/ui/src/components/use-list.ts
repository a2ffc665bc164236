import type { Problem } from "@saunter/client/problem";
import { useEffect, useState } from "preact/hooks";
import { useLoaded } from "./use-loaded.tsx";

interface Page<Item> {
  readonly items: readonly Item[];
  /** Path of the next page; null at the end. */
  readonly next: string | null;
}

export interface List<Item> {
  /** Null until the first page has come. */
  readonly items: readonly Item[] | null;
  readonly problem: Problem | null;
  /** Loads again what is shown, all of it. */
  readonly reload: () => void;
  /** Shows one page more; null where there is none. */
  readonly more: (() => void) | null;
}

/** A list in pages, which grows by a page whenever somebody wants to see more. */
export function useList<Item>(
  load: (after: string | undefined, signal: AbortSignal) => Promise<Page<Item>>,
  dependsOn: readonly unknown[],
): List<Item> {
  const [pages, setPages] = useState(1);
  useEffect(() => setPages(1), dependsOn);
  const { value, problem, reload } = useLoaded<Page<Item>>(
    async (signal) => {
      const items: Item[] = [];
      let next: string | null = null;
      for (let page = 0; page < pages; page++) {
        const loaded: Page<Item> = await load(readCursor(next), signal);
        items.push(...loaded.items);
        next = loaded.next;
        if (next === null) break;
      }
      return { items, next };
    },
    [...dependsOn, pages],
  );
  return {
    items: value?.items ?? null,
    problem,
    reload,
    more: value?.next == null ? null : () => setPages((count) => count + 1),
  };
}

/** The cursor of "/v1/receipts?after=…". */
export function readCursor(next: string | null): string | undefined {
  if (next === null) return undefined;
  return new URLSearchParams(next.split("?")[1]).get("after") ?? undefined;
}
