/** How busy shelves were, for colours and words. */
import type { Answer } from "@saunter/client/api";
import { words } from "../../words.ts";

type Activity = Answer<"GET /v1/floor/activity">["shelves"];

export interface ShelfHeat {
  readonly interactions: number;
  /** 1: something happened; 4: as much as anywhere. */
  readonly level: number;
}

/** By the key of a board: "gondola/shelf". */
export type Heat = ReadonlyMap<string, ShelfHeat>;

const LEVELS = 4;

/** Levels are shares of the busiest shelf: a quiet day has one, too. */
export function makeHeat(activity: Activity): Heat {
  const most = Math.max(0, ...activity.map(({ interactions }) => interactions));
  return new Map(
    activity.map(({ gondola, shelf, interactions }) => [
      `${gondola}/${shelf}`,
      { interactions, level: Math.ceil((interactions / most) * LEVELS) },
    ]),
  );
}

export function wordHeat({ interactions }: ShelfHeat): string {
  return words.texts.floor.interactionsToday(interactions);
}
