/** People on a canvas, drawn in a thread of their own. */
import { type Drawn, makeSprite, type Palette, type Pen } from "./draw-people.ts";
import { nameSprite, type PenMessage, packPeople } from "./pen-messages.ts";

export interface PeoplePen extends Pen {
  close(): void;
}

/**
 * What is drawn goes to the screen by itself: for people to move, the page is not painted, and its
 * thread does not wait for pixels. Discs are made here, since the page has the font.
 *
 * @param onLost called where that thread did not come, as when the shop is not there just then: this
 *   canvas is drawn on no more
 */
export function openPen(element: HTMLCanvasElement, onLost: () => void): PeoplePen {
  const worker = new Worker(new URL("./people-worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    onLost();
  });
  const tell = (message: PenMessage, handedOver: Transferable[] = []): void =>
    worker.postMessage(message, handedOver);
  const canvas = element.transferControlToOffscreen();
  tell({ kind: "canvas", canvas }, [canvas]);
  let palette: Palette | null = null;
  let ratio = 1;
  const told = new Set<number>();
  const tellDisc = ({ number, look }: Drawn): void => {
    const key = nameSprite(number, look);
    if (palette === null || told.has(key)) return;
    told.add(key);
    const sprite = makeSprite(number, look, palette, ratio);
    tell({ kind: "sprite", key, sprite }, [sprite]);
  };
  return {
    draw: (people, count, view) => {
      for (let at = 0; at < count; at++) tellDisc(people[at]!);
      const packed = packPeople(people, count);
      tell({ kind: "people", packed, view }, [packed.buffer]);
    },
    setPalette: (given) => {
      palette = given;
      told.clear();
      tell({ kind: "palette", palette });
    },
    resize: (width, height, pixelRatio) => {
      ratio = pixelRatio;
      told.clear();
      tell({ kind: "size", width, height, ratio });
    },
    close: () => worker.terminate(),
  };
}
