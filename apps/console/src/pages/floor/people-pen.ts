/** People on a canvas, moved and drawn in a thread of their own. */
import { type Appearance, makeDisc, type Palette } from "./draw-people.ts";
import type { PeopleMessage, ShownTime } from "./people-messages.ts";
import type { HistoryListener } from "./snapshot-history.ts";
import type { View } from "./view.ts";

export interface PeoplePen extends HistoryListener {
  setAppearances(appearances: ReadonlyMap<number, Appearance>): void;
  setTime(time: ShownTime): void;
  setView(view: View): void;
  setStill(isStill: boolean): void;
  setPalette(palette: Palette): void;
  /** Width and height in pixels of the device, of which there are `ratio` to one of the page. */
  resize(width: number, height: number, ratio: number): void;
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
  const tell = (message: PeopleMessage, handedOver: Transferable[] = []): void =>
    worker.postMessage(message, handedOver);
  const canvas = element.transferControlToOffscreen();
  tell({ kind: "canvas", canvas }, [canvas]);
  const discs = createDiscs((number, appearance, disc) =>
    tell({ kind: "disc", number, appearance, disc }, [disc]),
  );
  return {
    onSnapshots: (snapshots) => {
      tell({ kind: "snapshots", snapshots });
      discs.need(snapshots.flatMap(({ people }) => people.map(([number]) => number!)));
    },
    onKept: (numbers) => {
      tell({ kind: "kept", numbers });
      discs.keepOnly(numbers);
    },
    setAppearances: (appearances) => {
      tell({ kind: "appearances", appearances });
      discs.setAppearances(appearances);
    },
    setTime: (time) => tell({ kind: "time", time }),
    setView: (view) => tell({ kind: "view", view }),
    setStill: (isStill) => tell({ kind: "still", isStill }),
    setPalette: (palette) => {
      tell({ kind: "palette", palette });
      discs.setPalette(palette);
    },
    resize: (width, height, ratio) => {
      tell({ kind: "size", width, height, ratio });
      discs.setRatio(ratio);
    },
    close: () => worker.terminate(),
  };
}

/** Discs of everybody who may be drawn; each is made once, until all have to be rebuilt. */
function createDiscs(give: (number: number, appearance: Appearance, disc: ImageBitmap) => void) {
  const needed = new Set<number>();
  const given = new Map<number, Appearance>();
  let appearances: ReadonlyMap<number, Appearance> = new Map();
  let palette: Palette | null = null;
  let ratio = 1;
  const giveMissing = (numbers: Iterable<number>): void => {
    if (palette === null) return;
    for (const number of numbers) {
      const appearance = appearances.get(number) ?? "unbound";
      if (given.get(number) === appearance) continue;
      given.set(number, appearance);
      give(number, appearance, makeDisc(number, appearance, palette, ratio));
    }
  };
  const giveAnew = (): void => {
    given.clear();
    giveMissing(needed);
  };
  return {
    need: (numbers: readonly number[]): void => {
      for (const number of numbers) needed.add(number);
      giveMissing(numbers);
    },
    keepOnly: (numbers: ReadonlySet<number>): void => {
      for (const number of needed) if (!numbers.has(number)) needed.delete(number);
    },
    setAppearances: (given: ReadonlyMap<number, Appearance>): void => {
      appearances = given;
      giveMissing(needed);
    },
    setPalette: (given: Palette): void => {
      palette = given;
      giveAnew();
    },
    setRatio: (given: number): void => {
      ratio = given;
      giveAnew();
    },
  };
}
