/**
 * The thread in which people move and are drawn: whatever else the page does they go on, and for them
 * to go on the page does nothing.
 */
import { type Appearance, createPen, type Pen } from "./draw-people.ts";
import { createPeopleMover } from "./move-people.ts";
import type { PeopleMessage, ShownTime } from "./people-messages.ts";
import { createSnapshotHistory, GAP_MS_MAX } from "./snapshot-history.ts";
import type { View } from "./view.ts";

type Of<Kind extends PeopleMessage["kind"]> = Extract<PeopleMessage, { kind: Kind }>;

const TRAIL_EVERY_MS = 100;

const history = createSnapshotHistory();
const discs = new Map<string, ImageBitmap>();
let appearances: ReadonlyMap<number, Appearance> = new Map();
let isStill = false;
const mover = createPeopleMover({
  history,
  findAppearance: (number) => appearances.get(number) ?? "unbound",
  isStill: () => isStill,
});
let pen: Pen | null = null;
let size: Of<"size"> | null = null;
let view: View | null = null;
let time: ShownTime | null = null;
/** Something else than where people are has changed. */
let isNew = false;
let isAsleep = true;
let lastMs = 0;
let trailedAtMs = Number.NEGATIVE_INFINITY;

function drawFrame(nowMs: number): void {
  const atMs = findAtMs();
  drawIfNew(atMs, nowMs - lastMs);
  lastMs = nowMs;
  // Where nobody is to be drawn any more nothing moves, until something is said.
  isAsleep = mover.list().length === 0 && !(atMs - history.newestMs() <= GAP_MS_MAX);
  if (!isAsleep) requestAnimationFrame(drawFrame);
}

function wake(): void {
  if (!isAsleep) return;
  isAsleep = false;
  lastMs = performance.now();
  requestAnimationFrame(drawFrame);
}

/** The moment to be drawn; NaN while that has not been said. */
function findAtMs(): number {
  if (time === null) return Number.NaN;
  return "heldAtMs" in time ? time.heldAtMs : Date.now() - time.behindMs;
}

function drawIfNew(atMs: number, elapsedMs: number): void {
  if (pen === null || view === null) return;
  const hasMoved = mover.move(atMs, elapsedMs);
  if (!hasMoved && !isNew) return;
  isNew = false;
  // A new size leaves the canvas empty: it has it when something is drawn again.
  if (size !== null) pen.resize(size.width, size.height, size.ratio);
  size = null;
  // They are made of snapshots, and change no more often.
  if (Math.abs(atMs - trailedAtMs) >= TRAIL_EVERY_MS) {
    mover.trail(atMs);
    trailedAtMs = atMs;
  }
  pen.draw(mover.list(), view);
}

function takeMessage(message: PeopleMessage): void {
  switch (message.kind) {
    case "canvas":
      pen = createPen(message.canvas, (number, appearance) =>
        discs.get(nameDisc(number, appearance)),
      );
      break;
    case "snapshots":
      history.add(message.snapshots);
      return;
    case "kept":
      history.keepOnly(message.numbers);
      return;
    case "time":
      time = message.time;
      return;
    case "appearances":
      appearances = message.appearances;
      return;
    case "still":
      isStill = message.isStill;
      break;
    case "view":
      view = message.view;
      break;
    case "size":
      size = message;
      discs.clear();
      break;
    case "palette":
      pen?.setPalette(message.palette);
      discs.clear();
      break;
    case "disc":
      discs.set(nameDisc(message.number, message.appearance), message.disc);
  }
  isNew = true;
}

function nameDisc(number: number, appearance: Appearance): string {
  return `${number} ${appearance}`;
}

addEventListener("message", ({ data }: MessageEvent<PeopleMessage>) => {
  takeMessage(data);
  wake();
});
