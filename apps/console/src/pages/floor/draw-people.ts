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
  readonly ink: string;
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
  draw(people: readonly Drawn[], count: number, view: View): void;
  setPalette(palette: Palette): void;
  /** Width and height in pixels of the device, of which there are `ratio` to one of the page. */
  resize(width: number, height: number, ratio: number): void;
}

/** @param findSprite as `makeSprite` made it; undefined where there is none yet */
export function createPen(
  canvas: OffscreenCanvas,
  findSprite: (number: number, look: Look) => ImageBitmap | undefined,
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
    const sprite = findSprite(number, look);
    if (sprite === undefined) return;
    const left = toScreenX(view, x) - SPRITE_PX / 2;
    const top = toScreenY(view, y) - SPRITE_PX / 2;
    context.drawImage(sprite, left, top, SPRITE_PX, SPRITE_PX);
    boxes.push(left - 1, top - 1, left + SPRITE_PX + 1, top + SPRITE_PX + 1);
  };
  return {
    draw: (people, count, view) => {
      rubOut();
      if (palette === null) return;
      for (let at = 0; at < count; at++) drawTrail(context, people[at]!, view, palette, boxes);
      for (let at = 0; at < count; at++) drawReach(context, people[at]!, view, palette, boxes);
      for (let at = 0; at < count; at++) drawDisc(people[at]!, view);
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

const SPRITE_PX = 2 * (DISC_PX + 5);

/**
 * A disc with its number. An image: of a canvas, each time that it is drawn a picture would be taken.
 *
 * @param ratio pixels of the device to one of the page
 */
export function makeSprite(
  number: number,
  look: Look,
  palette: Palette,
  ratio: number,
): ImageBitmap {
  const side = Math.ceil(SPRITE_PX * ratio);
  const sprite = new OffscreenCanvas(side, side);
  const context = sprite.getContext("2d")!;
  context.scale(ratio, ratio);
  context.translate(SPRITE_PX / 2, SPRITE_PX / 2);
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
  return sprite.transferToImageBitmap();
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

function drawTrail(
  context: OffscreenCanvasRenderingContext2D,
  { trail, trailLength, look, x, y }: Drawn,
  view: View,
  palette: Palette,
  boxes: number[],
): void {
  if (trailLength < 2) return;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  context.strokeStyle = palette.fill[look];
  context.lineCap = "round";
  context.lineWidth = 3;
  for (let at = 0; at < trailLength; at++) {
    const fromX = toScreenX(view, trail[2 * at]!);
    const fromY = toScreenY(view, trail[2 * at + 1]!);
    const isLast = at === trailLength - 1;
    const toX = toScreenX(view, isLast ? x : trail[2 * at + 2]!);
    const toY = toScreenY(view, isLast ? y : trail[2 * at + 3]!);
    // The older, the paler.
    context.globalAlpha = (0.35 * (at + 1)) / trailLength;
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
    context.stroke();
    left = Math.min(left, fromX, toX);
    right = Math.max(right, fromX, toX);
    top = Math.min(top, fromY, toY);
    bottom = Math.max(bottom, fromY, toY);
  }
  context.globalAlpha = 1;
  boxes.push(left - 3, top - 3, right + 3, bottom + 3);
}

function drawReach(
  context: OffscreenCanvasRenderingContext2D,
  { hands, look, heading, x, y }: Drawn,
  view: View,
  palette: Palette,
  boxes: number[],
): void {
  const fromX = toScreenX(view, x);
  const fromY = toScreenY(view, y);
  context.strokeStyle = palette.fill[look];
  context.fillStyle = palette.fill[look];
  context.lineCap = "round";
  if (!Number.isNaN(heading)) {
    const turn = (heading * Math.PI) / 180;
    const noseX = fromX + Math.cos(turn) * (DISC_PX + 5);
    const noseY = fromY - Math.sin(turn) * (DISC_PX + 5);
    context.lineWidth = 3;
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.lineTo(noseX, noseY);
    context.stroke();
    boxes.push(
      Math.min(fromX, noseX) - 3,
      Math.min(fromY, noseY) - 3,
      Math.max(fromX, noseX) + 3,
      Math.max(fromY, noseY) + 3,
    );
  }
  for (let hand = 0; hand < 2; hand++) {
    if (Number.isNaN(hands[2 * hand]!)) continue;
    const toX = toScreenX(view, hands[2 * hand]!);
    const toY = toScreenY(view, hands[2 * hand + 1]!);
    context.lineWidth = 2;
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
    context.stroke();
    context.beginPath();
    context.arc(toX, toY, 4, 0, TURN);
    context.fill();
    boxes.push(
      Math.min(fromX, toX) - 5,
      Math.min(fromY, toY) - 5,
      Math.max(fromX, toX) + 5,
      Math.max(fromY, toY) + 5,
    );
  }
}
