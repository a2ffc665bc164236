import { type Gondola, placeWithin } from "./gondola-plan.ts";
import type { Positions } from "./review-evidence.ts";

interface PlaceChartProps {
  readonly positions: Positions;
  /** The gondola; null where the plan has none. */
  readonly plan: Gondola | null;
  readonly evidence: { readonly plates: readonly number[]; readonly shelf: number };
  /** Of each person. */
  readonly letters: ReadonlyMap<string, string>;
  /** Who is in view, by their letters. */
  readonly describe: (letters: readonly string[]) => string;
  readonly afterMs: number;
}

type Shopper = Positions["shoppers"][number];
type Place = Shopper["body"][number];
interface Dot {
  readonly x: number;
  readonly y: number;
}

const CM = 100;
/** Least margin around the plates. */
const AROUND_CM = 85;
const RADIUS_CM = 14;

/** Centimetres, y downwards, as SVG has it. */
const toDot = (x: number, y: number): Dot => ({ x: x * CM, y: -y * CM });

/** Bodies and hands from above, before the gondola, at one time; pale behind it how they walked. */
export function PlaceChart(props: PlaceChartProps) {
  const { positions, plan, evidence, letters, afterMs, describe } = props;
  const { happenedMs, startMs, stepMs, shoppers } = positions;
  const step = Math.round((happenedMs + afterMs - startMs) / stepMs);
  const plates = plan === null ? [] : outlinePlates(plan, evidence);
  const box = findBox(shoppers, plates);
  const seen = shoppers.filter(({ body }) => findPlace(body, step) !== null);
  return (
    <svg
      class="places"
      viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`}
      role="img"
      aria-label={describe(seen.map(({ shopperId }) => letters.get(shopperId)!))}
    >
      {plan === null ? null : <polygon class="places-gondola" points={join(outline(plan))} />}
      {plates.length === 0 ? null : <polygon class="places-plates" points={join(plates)} />}
      {shoppers.map(({ shopperId, body }) => (
        <polyline key={shopperId} class="places-trail" points={join(listDots(body))} />
      ))}
      {seen.map((shopper) => (
        <Person key={shopper.shopperId} shopper={shopper} step={step} letters={letters} />
      ))}
    </svg>
  );
}

interface PersonProps {
  readonly shopper: Shopper;
  readonly step: number;
  readonly letters: ReadonlyMap<string, string>;
}

function Person({ shopper, step, letters }: PersonProps) {
  const { shopperId, body, leftWrist, rightWrist } = shopper;
  const here = findPlace(body, step)!;
  return (
    <g>
      {[leftWrist, rightWrist].map((wrist, at) => {
        const hand = findPlace(wrist, step);
        return hand === null ? null : (
          <g key={at === 0 ? "left" : "right"}>
            <line class="places-arm" x1={here.x} y1={here.y} x2={hand.x} y2={hand.y} />
            <circle class="places-hand" cx={hand.x} cy={hand.y} r={4} />
          </g>
        );
      })}
      <circle class="places-body" cx={here.x} cy={here.y} r={RADIUS_CM} />
      <text class="places-letter" x={here.x} y={here.y} dy="0.36em">
        {letters.get(shopperId)}
      </text>
    </g>
  );
}

/** Where somebody was at a step, or last before it within a moment. */
function findPlace(places: readonly Place[], step: number): Dot | null {
  const STALE_STEPS = 5;
  for (let back = 0; back <= STALE_STEPS; back++) {
    const place = places[step - back];
    if (place != null) return toDot(place[0]!, place[1]!);
  }
  return null;
}

function listDots(places: readonly Place[]): Dot[] {
  return places.flatMap((place) => (place === null ? [] : [toDot(place[0]!, place[1]!)]));
}

function outline(plan: Gondola): Dot[] {
  return outlineStretch(plan, 0, plan.plateCount * plan.plateWidthM);
}

function outlinePlates(plan: Gondola, { plates, shelf }: PlaceChartProps["evidence"]): Dot[] {
  const own = plan.shelves.find((one) => one.shelf === shelf);
  const { plateWidthM } = own ?? plan;
  const from = Math.min(...plates) - 1;
  return outlineStretch(plan, from * plateWidthM, Math.max(...plates) * plateWidthM);
}

function outlineStretch(plan: Gondola, fromM: number, toM: number): Dot[] {
  const corners = [
    [fromM, 0],
    [toM, 0],
    [toM, plan.depthM],
    [fromM, plan.depthM],
  ] as const;
  return corners.map(([alongM, deepM]) => {
    const { x, y } = placeWithin(plan, alongM, deepM);
    return toDot(x, y);
  });
}

/** All that is near the plates; without a plan all that there is. */
function findBox(shoppers: readonly Shopper[], plates: readonly Dot[]) {
  const bodies = shoppers.flatMap(({ body }) => listDots(body));
  const middle = plates.length === 0 ? (bodies[0] ?? { x: 0, y: 0 }) : centre(plates);
  const FAR_CM = 170;
  const near = bodies.filter(({ x, y }) => Math.hypot(x - middle.x, y - middle.y) < FAR_CM);
  const shown = [...near, ...plates];
  const xs = [middle.x - AROUND_CM, middle.x + AROUND_CM, ...shown.map(({ x }) => x)];
  const ys = [middle.y - AROUND_CM / 2, middle.y + AROUND_CM / 2, ...shown.map(({ y }) => y)];
  const edge = RADIUS_CM + 8;
  const [x, y] = [Math.min(...xs) - edge, Math.min(...ys) - edge];
  return { x, y, width: Math.max(...xs) + edge - x, height: Math.max(...ys) + edge - y };
}

function centre(dots: readonly Dot[]): Dot {
  const sum = dots.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }));
  return { x: sum.x / dots.length, y: sum.y / dots.length };
}

function join(dots: readonly Dot[]): string {
  return dots.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
}
