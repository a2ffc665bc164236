/** Places within a gondola of the shop's plan. Metres. */
import type { Answer } from "@saunter/client/api";

export type Gondola = Answer<"GET /v1/floor">["gondolas"][number];

/** Axes of a gondola: along its front, and from its front backwards. */
export function placeWithin({ xM, yM, yawRad }: Gondola, alongM: number, deepM: number) {
  const [cos, sin] = [Math.cos(yawRad), Math.sin(yawRad)];
  return { x: xM + alongM * cos - deepM * sin, y: yM + alongM * sin + deepM * cos };
}
