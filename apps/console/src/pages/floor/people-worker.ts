/** The thread that draws people: whatever else the page does, they move on. */
import { createPen, type Drawn, type Pen } from "./draw-people.ts";
import { nameSprite, type PenMessage, unpackPeople } from "./pen-messages.ts";

type Of<Kind extends PenMessage["kind"]> = Extract<PenMessage, { kind: Kind }>;

const sprites = new Map<number, ImageBitmap>();
const people: Drawn[] = [];
let pen: Pen | null = null;
let size: Of<"size"> | null = null;
let next: Of<"people"> | null = null;

/** What came since the last frame at once: where the screen is slower, what is old is not drawn. */
function drawNext(): void {
  if (pen === null || next === null) return;
  // With a new size the canvas is empty: it has one when there is something to be drawn again.
  if (size !== null) pen.resize(size.width, size.height, size.ratio);
  size = null;
  pen.draw(people, unpackPeople(next.packed, people), next.view);
  next = null;
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
