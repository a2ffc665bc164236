/** The thread that draws people: whatever else the page does, they move on. */
import { createPen, type Drawn, type Pen } from "./draw-people.ts";
import { nameSprite, type PenMessage, unpackPeople } from "./pen-messages.ts";

type Of<Kind extends PenMessage["kind"]> = Extract<PenMessage, { kind: Kind }>;

const sprites = new Map<number, ImageBitmap>();
const people: Drawn[] = [];
let pen: Pen | null = null;
let size: Of<"size"> | null = null;
let next: Of<"people"> | null = null;

/** Draws what was said last: where the screen is slower than what comes, what is old is left out. */
function drawNext(): void {
  const now = next;
  next = null;
  if (pen === null || now === null) return;
  // A new size leaves the canvas empty: it has it when there is something to be drawn again.
  if (size !== null) pen.resize(size.width, size.height, size.ratio);
  size = null;
  pen.draw(people, unpackPeople(now.packed, people), now.view);
}

addEventListener("message", ({ data }: MessageEvent<PenMessage>) => {
  switch (data.kind) {
    case "canvas":
      pen = createPen(data.canvas, (number, look) => sprites.get(nameSprite(number, look)));
      return;
    case "size":
      size = data;
      sprites.clear();
      return;
    case "palette":
      pen?.setPalette(data.palette);
      sprites.clear();
      return;
    case "sprite":
      sprites.set(data.key, data.sprite);
      return;
    case "people":
      if (next === null) requestAnimationFrame(drawNext);
      next = data;
  }
});
