/** What the cart's process says, and what the tablet tells it. */
import { signal } from "@preact/signals";
import type { ScreenAct, ScreenState } from "@saunter/protocol/smart-cart/screen";
import type { CartCatalogue } from "@saunter/protocol/smart-cart/trip";
import { openLiveStream } from "@saunter/ui/live";
import { showBrand } from "@saunter/ui/show-brand";

/** Null until the process has said anything. */
export const state = signal<ScreenState | null>(null);
/** What the cart sells from; null until it has come. */
export const catalogue = signal<CartCatalogue | null>(null);
/** The line that was added last, while it may be undone at once. */
export const newLineId = signal<string | null>(null);
/** Whether acts or the stream found nobody. */
export const isLost = signal(false);

/** An act that found nobody is sent again: its number keeps it from being taken twice. */
const TRIES_MAX = 4;
const TRY_EVERY_MS = 500;
const NEW_MS = 15_000;

/** Follows the process for as long as the page is open. */
export function followCart(): () => void {
  const stream = openLiveStream({
    url: () => "/events",
    on: { state: (data) => take(data as ScreenState) },
  });
  const stop = stream.state.subscribe((now) => {
    if (now !== "connecting") isLost.value = now === "lost";
  });
  return () => {
    stop();
    stream.close();
  };
}

/** Resolves with whether it was taken; a notice of the state says why not. */
export async function sendAct(act: ScreenAct): Promise<boolean> {
  const body = JSON.stringify({ actId: crypto.randomUUID(), act });
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    const answer = await ask("/acts", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    if (answer !== null) {
      if (!answer.ok) return false;
      const { isTaken, state: after } = await answer.json();
      take(after as ScreenState);
      return isTaken;
    }
    isLost.value = true;
    await new Promise((resolve) => setTimeout(resolve, TRY_EVERY_MS));
  }
  return false;
}

function take(given: ScreenState): void {
  // The answer to an act and the stream may come in either order.
  if (state.value !== null && given.version < state.value.version) return;
  const before = state.value;
  state.value = given;
  isLost.value = false;
  if (before !== null) noteNewLine(before, given);
  const { catalogueVersion } = given.shop;
  if (catalogueVersion !== null && catalogueVersion !== before?.shop.catalogueVersion) {
    void loadCatalogue();
  }
}

function noteNewLine(before: ScreenState, now: ScreenState): void {
  const known = new Set(before.lines.map(({ lineId }) => lineId));
  const added = now.lines.findLast(({ lineId }) => !known.has(lineId));
  if (added === undefined) return;
  newLineId.value = added.lineId;
  setTimeout(() => {
    if (newLineId.value === added.lineId) newLineId.value = null;
  }, NEW_MS);
}

async function loadCatalogue(): Promise<void> {
  const answer = await ask("/catalogue", {});
  if (!answer?.ok) return;
  const given = (await answer.json()) as CartCatalogue;
  showBrand(given.brand?.accent ?? null);
  catalogue.value = given;
}

/** Null where nobody answers. */
async function ask(path: string, init: RequestInit): Promise<Response | null> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
