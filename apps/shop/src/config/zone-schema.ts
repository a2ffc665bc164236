/** An area of the floor, as all parts of configurations write it. */
import Type, { type Static } from "typebox";
import { CONFIG_LIMITS } from "./config-limits.ts";
import { makeKeys, makeList, makeMetres } from "./schema-parts.ts";

/** Places are no farther from the origin, metres. */
export const HALL_M = 10_000;

export const ZONE = Type.Union(
  [
    makeKeys("A rectangle along the axes", {
      xMinM: makeMetres("Left side", -HALL_M, HALL_M),
      xMaxM: makeMetres("Right side", -HALL_M, HALL_M),
      yMinM: makeMetres("Near side", -HALL_M, HALL_M),
      yMaxM: makeMetres("Far side", -HALL_M, HALL_M),
    }),
    makeKeys("A shape with corners", {
      cornersM: makeList(
        "Corners in order around it, each [x, y]",
        makeList("x and y", makeMetres("x or y", -HALL_M, HALL_M), 2, { minItems: 2 }),
        CONFIG_LIMITS.cornersMax,
        { minItems: 3 },
      ),
    }),
  ],
  { description: "An area of the floor, metres" },
);

export type ZoneSettings = Static<typeof ZONE>;
