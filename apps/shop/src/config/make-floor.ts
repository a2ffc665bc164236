import type { FloorPoint, FloorZone } from "@saunter/ingest/cameras/cameras-config";
import { type CheckContext, noteAt, noteDoubled } from "./check-context.ts";
import type { Settings } from "./config-schema.ts";
import { makeGateHardware } from "./make-gates.ts";
import type { FloorConfig } from "./shop-config.ts";
import type { LookupContext } from "./take-secret.ts";
import type { ZoneSettings } from "./zone-schema.ts";

/** Nobody can stand in less. */
const ZONE_SIDE_M_MIN = 0.2;
const ZONE_AREA_M2_MIN = 0.1;

/** The floor; zones that enclose nothing are noted. */
export function makeFloor(
  settings: NonNullable<Settings["floor"]>,
  context: LookupContext,
): FloorConfig {
  const entrance = makeZone(settings.entrance, context);
  const exit = makeZone(settings.exit, context);
  noteDoubled(settings.gates, "id", context);
  const gates = settings.gates.map((gate) => {
    const { id, name, direction, zone } = gate;
    const hardware = makeGateHardware(gate, context);
    return {
      id,
      name,
      direction,
      zone: zone === undefined ? (direction === "out" ? exit : entrance) : makeZone(zone, context),
      ...(hardware === null ? {} : { hardware }),
    };
  });
  // Of a list that has lost gates nobody knows which ways they led.
  if (!context.places.isIncomplete(settings.gates)) {
    for (const way of ["in", "out"] as const) {
      const leads = gates.some(({ direction }) => direction === way || direction === "both");
      if (!leads) noteAt(context, settings, "gates", `no gate leads ${way}`);
    }
  }
  return { entrance, exit, gates };
}

/** Its corners; one that encloses nothing is noted. */
export function makeZone(settings: ZoneSettings, context: CheckContext): FloorZone {
  const note = (message: string): void => noteAt(context, settings, undefined, message);
  if ("cornersM" in settings) {
    const corners = settings.cornersM.map(([x, y]) => ({ x: x!, y: y! }));
    if (context.places.isIncomplete(settings.cornersM)) return corners;
    if (crossesItself(corners)) note("the sides of this shape cross or touch each other");
    else if (measureArea(corners) < ZONE_AREA_M2_MIN) {
      note(`this shape is smaller than ${ZONE_AREA_M2_MIN} square metres`);
    }
    return corners;
  }
  const { xMinM, xMaxM, yMinM, yMaxM } = settings;
  // Written so as not to trip over a sum of floating point numbers: 0.3 - 0.1 is less than 0.2.
  const isNarrow = (minM: number, maxM: number): boolean => maxM - minM < ZONE_SIDE_M_MIN - 1e-9;
  const allowed = `allowed: at least ${ZONE_SIDE_M_MIN} m more`;
  if (isNarrow(xMinM, xMaxM)) {
    noteAt(context, settings, "xMaxM", `found ${xMaxM} with xMinM ${xMinM}; ${allowed}`);
  }
  if (isNarrow(yMinM, yMaxM)) {
    noteAt(context, settings, "yMaxM", `found ${yMaxM} with yMinM ${yMinM}; ${allowed}`);
  }
  return [
    { x: xMinM, y: yMinM },
    { x: xMaxM, y: yMinM },
    { x: xMaxM, y: yMaxM },
    { x: xMinM, y: yMaxM },
  ];
}

/** Square metres, in whichever direction the corners are listed. */
function measureArea(corners: FloorZone): number {
  let doubled = 0;
  for (const [i, a] of corners.entries()) {
    const b = corners[(i + 1) % corners.length]!;
    doubled += a.x * b.y - b.x * a.y;
  }
  return Math.abs(doubled) / 2;
}

/** Whether two sides that are not neighbours meet, or a corner comes twice. */
function crossesItself(corners: FloorZone): boolean {
  const count = corners.length;
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const [a, b] = [corners[i]!, corners[(i + 1) % count]!];
      const [c, d] = [corners[j]!, corners[(j + 1) % count]!];
      if (a.x === c.x && a.y === c.y) return true;
      const areNeighbours = j === i + 1 || (i === 0 && j === count - 1);
      if (!areNeighbours && doMeet(a, b, c, d)) return true;
    }
  }
  return false;
}

/** Which side of the line through a and b a point is on; 0 on it. */
function findSide(a: FloorPoint, b: FloorPoint, point: FloorPoint): number {
  return Math.sign((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x));
}

function doMeet(a: FloorPoint, b: FloorPoint, c: FloorPoint, d: FloorPoint): boolean {
  const [abc, abd, cda, cdb] = [
    findSide(a, b, c),
    findSide(a, b, d),
    findSide(c, d, a),
    findSide(c, d, b),
  ];
  if (abc !== abd && cda !== cdb) return true;
  const isOn = (p: FloorPoint, q: FloorPoint, point: FloorPoint): boolean =>
    Math.min(p.x, q.x) <= point.x &&
    point.x <= Math.max(p.x, q.x) &&
    Math.min(p.y, q.y) <= point.y &&
    point.y <= Math.max(p.y, q.y);
  return (abc === 0 && isOn(a, b, c)) || (abd === 0 && isOn(a, b, d));
}
