import { type Problem, toProblem } from "@saunter/client/problem";
import { toast } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useRef, useState } from "preact/hooks";
import { useEvents } from "../../parts/use-events.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import type {
  BoardSize,
  Change,
  FacingItem,
  FilePosition,
  OfferItem,
  PlateRange,
  ProductItem,
} from "./goods-lists.ts";

export interface Goods {
  readonly version: number;
  readonly isFixed: boolean;
  readonly isAwaited: boolean;
  readonly catalogue: readonly ProductItem[];
  readonly planogram: readonly FacingItem[];
  readonly offers: readonly OfferItem[];
  /** "product 0123…" of what differs from the configuration's file. */
  readonly changed: ReadonlySet<string>;
  readonly boards: readonly BoardSize[];
  readonly taxCategories: readonly string[];
  /** What is in the folder of pictures and is not shown, and why. */
  readonly pictureFaults: readonly string[];
}

/** Something that was refused, and is said on the page until it is put away or something is done. */
export interface Refused {
  /** What has not been done, in words. */
  readonly what: string;
  readonly problem: Problem;
  /** The plates that it was about; what is wrong may name others. */
  readonly range?: PlateRange;
  /** Of a file that was not imported: where in it each item is. */
  readonly positions?: ReadonlyMap<string, FilePosition>;
}

export interface LoadedGoods {
  readonly goods: Goods | null;
  readonly problem: Problem | null;
  readonly reload: () => void;
  readonly refused: Refused | null;
  readonly refuse: (refused: Refused | null) => void;
  /** Changes all of it or nothing. Resolves with the problem where it is refused: say it. */
  readonly change: (
    changes: readonly Change[],
    done: string,
    undo?: () => void,
  ) => Promise<Problem | null>;
}

/** The goods as they hold now; they go on when somebody changes them. */
export function useGoods(): LoadedGoods {
  const { value, problem, reload } = useLoaded(
    async (signal) => toGoods(await api.call("GET /v1/goods", { signal })),
    [],
  );
  useEvents(["goods.changed"], reload);
  const [refused, refuse] = useState<Refused | null>(null);
  // What is undone seconds later goes by what has been seen by then.
  const seen = useRef(value);
  seen.current =
    value === null || value.version < (seen.current?.version ?? 0) ? seen.current : value;
  return {
    goods: value,
    problem,
    reload,
    refused,
    refuse,
    change: async (changes, done, undo) => {
      try {
        const body = { version: seen.current!.version, changes: [...changes] };
        const { version } = await api.call("POST /v1/goods/changes", { body });
        seen.current = { ...seen.current!, version };
        toast(done, undo === undefined ? undefined : { label: words.texts.goods.undo, act: undo });
        refuse(null);
        reload();
        return null;
      } catch (error) {
        const why = toProblem(error);
        reload();
        return why;
      }
    },
  };
}

function toGoods(told: Awaited<ReturnType<typeof askForGoods>>): Goods {
  return {
    ...told,
    catalogue: told.catalogue as unknown as ProductItem[],
    planogram: told.planogram as unknown as FacingItem[],
    offers: told.offers as unknown as OfferItem[],
    changed: new Set(told.changed.map(({ kind, key }) => `${kind} ${key}`)),
  };
}

const askForGoods = () => api.call("GET /v1/goods");
