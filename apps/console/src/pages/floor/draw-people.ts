/** People as they are drawn: a disc with their number, which way they look, where they reach. */
import type { Hand, Placed } from "./snapshot-history.ts";
import { toScreenX, toScreenY, type View } from "./view.ts";

/** What is said of somebody, each with a colour and a shape of its own. */
export const APPEARANCES = ["shopper", "flagged", "unbound", "staff"] as const;
export type Appearance = (typeof APPEARANCES)[number];

export interface Palette {
  readonly fill: Readonly<Record<Appearance, string>>;
  /** Behind the number. */
  readonly paper: string;
}

/** Where a person is drawn, and what of it was drawn last. */
export interface Drawn {
  number: number;
  appearance: Appearance;
  x: number;
  y: number;
  heading: number;
  readonly hands: Float64Array;
  readonly trail: Float64Array;
  trailLength: number;
}

export const DISC_PX = 11;
/** From the middle of a disc to that of its nose, and the nose's side. */
const NOSE_AT_PX = DISC_PX + 3;
const NOSE_PX = 4;
const HAND_PX = 4;
/** A hand nearer to the body than this hangs down. */
const REACH_CM_MIN = 38;
export const TRAIL_POINTS_MAX = 10;
/** Side of a footprint. */
const PRINT_PX = 3;
const TURN = 2 * Math.PI;

export function makeDrawn(): Drawn {
  return {
    number: 0,
    appearance: "shopper",
    x: 0,
    y: 0,
    heading: Number.NaN,
    hands: new Float64Array(4).fill(Number.NaN),
    trail: new Float64Array(2 * TRAIL_POINTS_MAX),
    trailLength: 0,
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
  /** Rubs out what was drawn, and draws everybody again. */
  draw(people: readonly Drawn[], view: View): void;
  setPalette(palette: Palette): void;
  /** Width and height in pixels of the device, of which there are `ratio` to one of the page. */
  resize(width: number, height: number, ratio: number): void;
}

/** @param findDisc as `makeDisc` made it; undefined where there is none yet */
export function createPen(
  canvas: OffscreenCanvas,
  findDisc: (number: number, appearance: Appearance) => ImageBitmap | undefined,
): Pen {
  const context = canvas.getContext("2d")!;
  let palette: Palette | null = null;
  let ratio = 1;
  const drawDisc = ({ number, appearance, x, y }: Drawn, view: View): void => {
    const disc = findDisc(number, appearance);
    if (disc === undefined) return;
    // Pixel on pixel: between them it would cost three times as much.
    const left = Math.round((toScreenX(view, x) - DISC_BOX_PX / 2) * ratio) / ratio;
    const top = Math.round((toScreenY(view, y) - DISC_BOX_PX / 2) * ratio) / ratio;
    const side = disc.width / ratio;
    context.drawImage(disc, left, top, side, side);
  };
  return {
    draw: (people, view) => {
      if (palette === null) return;
      // Of each person what was drawn before would cost as much.
      context.clearRect(0, 0, canvas.width / ratio, canvas.height / ratio);
      for (const appearance of APPEARANCES) {
        const alike = people.filter((one) => one.appearance === appearance);
        if (alike.length === 0) continue;
        context.strokeStyle = palette.fill[appearance];
        context.fillStyle = palette.fill[appearance];
        drawTrails(context, alike, view, ratio);
        drawNoses(context, alike, view, ratio);
        drawHands(context, alike, view);
      }
      for (const one of people) drawDisc(one, view);
    },
    setPalette: (given) => {
      palette = given;
    },
    resize: (width, height, given) => {
      ratio = given;
      canvas.width = width;
      canvas.height = height;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
    },
  };
}

const DISC_BOX_PX = 2 * (DISC_PX + 5);

/**
 * A disc with its number. An image: of a canvas, each time that it is drawn a snapshot would be taken.
 *
 * @param ratio pixels of the device to one of the page
 */
export function makeDisc(
  number: number,
  appearance: Appearance,
  palette: Palette,
  ratio: number,
): ImageBitmap {
  const side = Math.ceil(DISC_BOX_PX * ratio);
  const disc = new OffscreenCanvas(side, side);
  const context = disc.getContext("2d")!;
  context.scale(ratio, ratio);
  context.translate(DISC_BOX_PX / 2, DISC_BOX_PX / 2);
  context.beginPath();
  traceShape(context, appearance);
  context.fillStyle = palette.fill[appearance];
  context.fill();
  // A line of paper around it: discs that overlap stay two.
  context.lineWidth = 2;
  context.strokeStyle = palette.paper;
  context.stroke();
  if (appearance === "flagged" || appearance === "unbound") {
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

function traceShape(context: OffscreenCanvasRenderingContext2D, appearance: Appearance): void {
  if (appearance !== "staff") {
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
const TRAIL_ALPHAS = [0.15, 0.3, 0.45];

/** Footprints. */
function drawTrails(
  context: OffscreenCanvasRenderingContext2D,
  people: readonly Drawn[],
  view: View,
  ratio: number,
): void {
  const parts = TRAIL_ALPHAS.length;
  for (const [part, alpha] of TRAIL_ALPHAS.entries()) {
    context.globalAlpha = alpha;
    for (const { trail, trailLength } of people) {
      const until = Math.round(((part + 1) * trailLength) / parts);
      for (let at = Math.round((part * trailLength) / parts); at < until; at++) {
        const [x, y] = [toScreenX(view, trail[2 * at]!), toScreenY(view, trail[2 * at + 1]!)];
        drawSquare(context, x, y, PRINT_PX, ratio);
      }
    }
  }
  context.globalAlpha = 1;
}

/** Of whole pixels: it costs a third of what a line does, and less than an image of a dot. */
function drawSquare(
  context: OffscreenCanvasRenderingContext2D,
  x: number,
  y: number,
  sidePx: number,
  ratio: number,
): void {
  const side = Math.round(sidePx * ratio);
  const left = Math.round(x * ratio - side / 2);
  const top = Math.round(y * ratio - side / 2);
  context.fillRect(left / ratio, top / ratio, side / ratio, side / ratio);
}

/** Which way they look. */
function drawNoses(
  context: OffscreenCanvasRenderingContext2D,
  people: readonly Drawn[],
  view: View,
  ratio: number,
): void {
  for (const { heading, x, y } of people) {
    if (Number.isNaN(heading)) continue;
    const turn = (heading * Math.PI) / 180;
    const noseX = toScreenX(view, x) + Math.cos(turn) * NOSE_AT_PX;
    const noseY = toScreenY(view, y) - Math.sin(turn) * NOSE_AT_PX;
    drawSquare(context, noseX, noseY, NOSE_PX, ratio);
  }
}

/** What they reach for: all lines in one stroke, all hands in one fill. */
function drawHands(
  context: OffscreenCanvasRenderingContext2D,
  people: readonly Drawn[],
  view: View,
): void {
  const trace = (drawOne: (x: number, y: number, toX: number, toY: number) => void): void => {
    context.beginPath();
    for (const { hands, x, y } of people) {
      for (let at = 0; at < hands.length; at += 2) {
        if (Number.isNaN(hands[at]!)) continue;
        const [toX, toY] = [toScreenX(view, hands[at]!), toScreenY(view, hands[at + 1]!)];
        drawOne(toScreenX(view, x), toScreenY(view, y), toX, toY);
      }
    }
  };
  context.lineWidth = 2;
  trace((x, y, toX, toY) => {
    context.moveTo(x, y);
    context.lineTo(toX, toY);
  });
  context.stroke();
  trace((_x, _y, toX, toY) => {
    context.moveTo(toX + HAND_PX, toY);
    context.arc(toX, toY, HAND_PX, 0, TURN);
  });
  context.fill();
}
