import type { Answer, CallParts } from "@saunter/client/api";
import { type Problem, toProblem } from "@saunter/client/problem";
import { toast } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useRef } from "preact/hooks";
import { useEvents } from "../../parts/use-events.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { type Change, type FacingItem, keyOfFacing, makeFacing } from "./goods-lists.ts";

export type Draft = Answer<"GET /v1/planogram/draft">;
export type Difference = Draft["changes"][number];

type DraftChange = CallParts<"POST /v1/planogram/draft/changes">["body"]["changes"][number];

export interface LoadedDraft {
  readonly draft: Draft | null;
  readonly problem: Problem | null;
  readonly reload: () => void;
  /** Changes all of it or nothing. Resolves with the problem where it is refused: say it. */
  readonly change: (
    changes: readonly Change[],
    done: string,
    undo?: () => void,
  ) => Promise<Problem | null>;
  /** Ends the draft, one way or the other. Throws the problem where it is refused. */
  readonly end: (how: "publish" | "discard") => Promise<void>;
  /** At a time, Unix ms; null: not by itself. Throws the problem where it is refused. */
  readonly schedule: (publishAtMs: number | null) => Promise<void>;
}

/** The planogram's draft as it is now. */
export function useDraft(): LoadedDraft {
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/planogram/draft", { signal }),
    [],
  );
  useEvents(["goods.changed"], reload);
  // What is undone seconds later goes by what has been changed by then.
  const version = useRef(0);
  version.current = Math.max(version.current, value?.version ?? 0);
  const note = (answer: { readonly version: number }): void => {
    version.current = answer.version;
    reload();
  };
  return {
    draft: value,
    problem,
    reload,
    change: async (changes, done, undo) => {
      try {
        const body = { version: version.current, changes: changes.map(toDraftChange) };
        note(await api.call("POST /v1/planogram/draft/changes", { body }));
        toast(done, undo === undefined ? undefined : { label: words.texts.goods.undo, act: undo });
        return null;
      } catch (error) {
        reload();
        return toProblem(error);
      }
    },
    end: async (how) => {
      const body = { version: version.current };
      note(await api.call(`POST /v1/planogram/draft/${how}`, { body }));
    },
    schedule: async (publishAtMs) => {
      const body = { version: version.current, publishAtMs };
      note(await api.call("POST /v1/planogram/draft/schedule", { body }));
    },
  };
}

const toDraftChange = ({ key, item }: Change): DraftChange => ({
  key,
  gtin: item === null ? null : String(item.gtin),
});

/** The planogram with the draft's changes. */
export function applyDraft(
  rows: readonly FacingItem[],
  changes: readonly Difference[],
): readonly FacingItem[] {
  const next = new Map(rows.map((row) => [keyOfFacing(row), row]));
  for (const { key, after } of changes) {
    if (after === null) next.delete(key);
    else next.set(key, makeFacing(key, after));
  }
  return [...next.values()];
}
