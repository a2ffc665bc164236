/** People as they are drawn: a disc with their number, which way they look, where they reach. */
import type { Hand, Placed } from "./picture-history.ts";
import { toScreenX, toScreenY, type View } from "./view.ts";

/** What is said of somebody, each with a colour and a shape of its own. */
export const LOOKS = ["shopper", "flagged", "unbound", "staff"] as const;
export type Look = (typeof LOOKS)[number];

export interface Palette {
  readonly fill: Readonly<Record<Look, string>>;
  /** Behind the number. */
  readonly paper: string;
}

/** Where a person is drawn, and what of it was drawn last. */
export interface Drawn {
  number: number;
  look: Look;
  x: number;
  y: number;
  heading: number;
  readonly hands: Float64Array;
  readonly trail: Float64Array;
  trailLength: number;
}

export const DISC_PX = 11;
/** From the middle of a disc to where its nose ends. */
const NOSE_PX = DISC_PX + 5;
const HAND_PX = 4;
/** A line, or a hand at its end, is no further from where it is drawn than this. */
const LINE_PX = HAND_PX + 1;
/** A hand nearer to the body than this hangs down. */
const REACH_CM_MIN = 38;
export const TRAIL_POINTS_MAX = 8;
const TURN = 2 * Math.PI;

export function makeDrawn(): Drawn {
  return {
    ...{ number: 0, look: "shopper", x: 0, y: 0, heading: Number.NaN },
    hands: new Float64Array(4).fill(Number.NaN),
    ...{ trail: new Float64Array(2 * TRAIL_POINTS_MAX), trailLength: 0 },
  };
}

/** Takes over hands that reach for something; those that hang down are not drawn. */
export function takeHands(drawn: Drawn, placed: Placed): boolean {
  const isLeftNew = takeHand(drawn.hands, 0, placed, placed.left);
  return takeHand(drawn.hands, 2, placed, placed.right) || isLeftNew;
}

/** Whether it is to be drawn otherwise than before. */
function takeHand(hands: Float64Array, at: number, { x, y }: Placed, hand: Hand): boolean {
  const isOut = hand.isSeen && Math.hypot(hand.x - x, hand.y - y) > REACH_CM_MIN;
  const wasOut = !Number.isNaN(hands[at]!);
  if (!isOut) {
    hands[at] = hands[at + 1] = Number.NaN;
    return wasOut;
  }
  const isNew = !wasOut || Math.hypot(hand.x - hands[at]!, hand.y - hands[at + 1]!) > 0.2;
  hands[at] = hand.x;
  hands[at + 1] = hand.y;
  return isNew;
}

export interface Pen {
  /** Rubs out what was drawn, and draws everybody anew. */
  draw(people: readonly Drawn[], view: View): void;
  setPalette(palette: Palette): void;
  /** Width and height in pixels of the device, of which there are `ratio` to one of the page. */
  resize(width: number, height: number, ratio: number): void;
}

/** @param findDisc as `makeDisc` made it; undefined where there is none yet */
export function createPen(
  canvas: OffscreenCanvas,
  findDisc: (number: number, look: Look) => ImageBitmap | undefined,
): Pen {
  const context = canvas.getContext("2d")!;
  let palette: Palette | null = null;
  /** left, top, right, bottom of each thing that was drawn. */
  let boxes: number[] = [];
  const rubOut = (): void => {
    for (let at = 0; at < boxes.length; at += 4) {
      const [left, top] = [boxes[at]!, boxes[at + 1]!];
      context.clearRect(left, top, boxes[at + 2]! - left, boxes[at + 3]! - top);
    }
    boxes = [];
  };
  const drawDisc = ({ number, look, x, y }: Drawn, view: View): void => {
    const disc = findDisc(number, look);
    if (disc === undefined) return;
    const left = toScreenX(view, x) - DISC_BOX_PX / 2;
    const top = toScreenY(view, y) - DISC_BOX_PX / 2;
    context.drawImage(disc, left, top, DISC_BOX_PX, DISC_BOX_PX);
    boxes.push(left - 1, top - 1, left + DISC_BOX_PX + 1, top + DISC_BOX_PX + 1);
  };
  return {
    draw: (people, view) => {
      rubOut();
      if (palette === null) return;
      // Where somebody turns back a mitre would be a spike, longer than what is rubbed out. Round ends
      // and joins would be a third of what a frame costs.
      context.lineJoin = "bevel";
      for (const look of LOOKS) {
        const alike = people.filter((one) => one.look === look);
        if (alike.length === 0) continue;
        context.strokeStyle = palette.fill[look];
        context.fillStyle = palette.fill[look];
        drawTrails(context, alike, view);
        drawNoses(context, alike, view);
        drawHands(context, alike, view);
      }
      for (const one of people) boxLines(one, view, boxes);
      for (const one of people) drawDisc(one, view);
    },
    setPalette: (given) => {
      palette = given;
    },
    resize: (width, height, ratio) => {
      canvas.width = width;
      canvas.height = height;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      boxes = [];
    },
  };
}

const DISC_BOX_PX = 2 * (DISC_PX + 5);

/**
 * A disc with its number. An image: of a canvas, each time that it is drawn a picture would be taken.
 *
 * @param ratio pixels of the device to one of the page
 */
export function makeDisc(number: number, look: Look, palette: Palette, ratio: number): ImageBitmap {
  const side = Math.ceil(DISC_BOX_PX * ratio);
  const disc = new OffscreenCanvas(side, side);
  const context = disc.getContext("2d")!;
  context.scale(ratio, ratio);
  context.translate(DISC_BOX_PX / 2, DISC_BOX_PX / 2);
  context.beginPath();
  traceShape(context, look);
  context.fillStyle = palette.fill[look];
  context.fill();
  // A line of paper around it: discs that overlap stay two.
  context.lineWidth = 2;
  context.strokeStyle = palette.paper;
  context.stroke();
  if (look === "flagged" || look === "unbound") {
    context.beginPath();
    context.arc(0, 0, DISC_PX + 3, 0, TURN);
    context.lineWidth = 2;
    context.strokeStyle = palette.fill.unbound;
    context.stroke();
  }
  context.fillStyle = palette.paper;
  context.font = `650 ${number > 99 ? 9 : 12}px "Figtree Variable", system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(String(number), 0, 0.5);
  return disc.transferToImageBitmap();
}

function traceShape(context: OffscreenCanvasRenderingContext2D, look: Look): void {
  if (look !== "staff") {
    context.arc(0, 0, DISC_PX, 0, TURN);
    return;
  }
  const reach = DISC_PX + 3;
  context.moveTo(0, -reach);
  context.lineTo(reach, 0);
  context.lineTo(0, reach);
  context.lineTo(-reach, 0);
  context.closePath();
}

/** How strong a trail is from its oldest part to its newest. */
const TRAIL_ALPHAS = [0.1, 0.2, 0.3];

/**
 * Of all who look alike in a few strokes: a stroke for each step of each would be most of what a frame
 * costs.
 */
function drawTrails(
  context: OffscreenCanvasRenderingContext2D,
  people: readonly Drawn[],
  view: View,
): void {
  const parts = TRAIL_ALPHAS.length;
  context.lineWidth = 3;
  for (const [part, alpha] of TRAIL_ALPHAS.entries()) {
    context.globalAlpha = alpha;
    context.beginPath();
    for (const { trail, trailLength, x, y } of people) {
      const from = Math.round((part * trailLength) / parts);
      const until = Math.round(((part + 1) * trailLength) / parts);
      if (from === until) continue;
      context.moveTo(toScreenX(view, trail[2 * from]!), toScreenY(view, trail[2 * from + 1]!));
      for (let at = from + 1; at <= until; at++) {
        const isHere = at === trailLength;
        const toX = toScreenX(view, isHere ? x : trail[2 * at]!);
        context.lineTo(toX, toScreenY(view, isHere ? y : trail[2 * at + 1]!));
      }
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** Which way they look. */
function drawNoses(
  context: OffscreenCanvasRenderingContext2D,
  people: readonly Drawn[],
  view: View,
): void {
  context.lineWidth = 3;
  context.beginPath();
  for (const { heading, x, y } of people) {
    if (Number.isNaN(heading)) continue;
    const [fromX, fromY] = [toScreenX(view, x), toScreenY(view, y)];
    const turn = (heading * Math.PI) / 180;
    context.moveTo(fromX, fromY);
    context.lineTo(fromX + Math.cos(turn) * NOSE_PX, fromY - Math.sin(turn) * NOSE_PX);
  }
  context.stroke();
}

/** What they reach for. */
function drawHands(
  context: OffscreenCanvasRenderingContext2D,
  people: readonly Drawn[],
  view: View,
): void {
  context.lineWidth = 2;
  for (const { hands, x, y } of people) {
    for (let at = 0; at < hands.length; at += 2) {
      if (Number.isNaN(hands[at]!)) continue;
      const [toX, toY] = [toScreenX(view, hands[at]!), toScreenY(view, hands[at + 1]!)];
      context.beginPath();
      context.moveTo(toScreenX(view, x), toScreenY(view, y));
      context.lineTo(toX, toY);
      context.stroke();
      context.beginPath();
      context.arc(toX, toY, HAND_PX, 0, TURN);
      context.fill();
    }
  }
}

/** Notes what somebody's lines cover, to be rubbed out. */
function boxLines({ hands, trail, trailLength, x, y }: Drawn, view: View, boxes: number[]): void {
  const [fromX, fromY] = [toScreenX(view, x), toScreenY(view, y)];
  const box = [fromX - NOSE_PX, fromY - NOSE_PX, fromX + NOSE_PX, fromY + NOSE_PX];
  const cover = (points: Float64Array, end: number): void => {
    for (let at = 0; at < end; at += 2) {
      if (Number.isNaN(points[at]!)) continue;
      const [toX, toY] = [toScreenX(view, points[at]!), toScreenY(view, points[at + 1]!)];
      box[0] = Math.min(box[0]!, toX);
      box[1] = Math.min(box[1]!, toY);
      box[2] = Math.max(box[2]!, toX);
      box[3] = Math.max(box[3]!, toY);
    }
  };
  cover(hands, hands.length);
  cover(trail, 2 * trailLength);
  boxes.push(box[0]! - LINE_PX, box[1]! - LINE_PX, box[2]! + LINE_PX, box[3]! + LINE_PX);
}
