/** Before which gondola somebody stands, and where to stand before it. */
import type { Floor, Point } from "../floor/floor-shape.ts";

export type Gondola = Floor["gondolas"][number];

const CM = 100;
/** Whoever is no further from the front of a gondola stands before it. */
const BEFORE_CM_MAX = 125;
/** Distance in front of a shelf from which all of it is within reach. */
const STAND_CM = 50;

interface Local {
  readonly along: number;
  readonly into: number;
}

const widthOf = ({ plateCount, plateWidthM }: Gondola): number => plateCount * plateWidthM * CM;

/** From the floor's axes to a gondola's: along its front, and into it. Centimetres. */
function toLocal({ xM, yM, yawRad }: Gondola, { x, y }: Point): Local {
  const [c, s] = [Math.cos(yawRad), Math.sin(yawRad)];
  const [dx, dy] = [x - xM * CM, y - yM * CM];
  return { along: dx * c + dy * s, into: dy * c - dx * s };
}

function standBefore({ xM, yM, yawRad }: Gondola, along: number): Point {
  const [c, s] = [Math.cos(yawRad), Math.sin(yawRad)];
  return { x: xM * CM + along * c + STAND_CM * s, y: yM * CM + along * s - STAND_CM * c };
}

/** The gondola whose front is nearest; null where none is near. */
export function findNear({ gondolas }: Floor, at: Point): Gondola | null {
  let near: Gondola | null = null;
  let nearest = BEFORE_CM_MAX;
  for (const gondola of gondolas) {
    const { along, into } = toLocal(gondola, at);
    if (into > 0) continue;
    const beside = Math.max(0, -along, along - widthOf(gondola));
    const distance = Math.hypot(beside, into);
    if (distance >= nearest) continue;
    near = gondola;
    nearest = distance;
  }
  return near;
}

/** Where a tap leads: before a gondola that was tapped, else to the place itself. */
export function findGoal({ gondolas }: Floor, at: Point): Point {
  for (const gondola of gondolas) {
    const { along, into } = toLocal(gondola, at);
    const isOn =
      into >= 0 && into <= gondola.depthM * CM && along >= 0 && along <= widthOf(gondola);
    if (isOn) return standBefore(gondola, along);
  }
  return at;
}

/** Before the middle of a gondola. */
export function findMiddleBefore(gondola: Gondola): Point {
  return standBefore(gondola, widthOf(gondola) / 2);
}

/** The gate at a place; null where there is none. */
export function findGateAt({ gates }: Floor, { x, y }: Point): Floor["gates"][number] | null {
  const isWithin = ({ corners }: Floor["gates"][number]): boolean => {
    let within = false;
    corners.forEach((a, index) => {
      const b = corners[(index + 1) % corners.length]!;
      const crosses = a.yM * CM > y !== b.yM * CM > y;
      const atX = CM * (a.xM + ((y / CM - a.yM) / (b.yM - a.yM)) * (b.xM - a.xM));
      if (crosses && x < atX) within = !within;
    });
    return within;
  };
  return gates.find(isWithin) ?? null;
}
