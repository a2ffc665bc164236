/** A demonstration, put together: what can be changed of it, and its staff. */
import type { ShopProcess } from "@saunter/shop/process/shop-process";
import { createDemoControl, type DemoControl, type DemoSources } from "./demo-control.ts";
import { answerAgeChecks, countShelves, noteRefill } from "./keep-demo-shop.ts";

export interface Demo {
  readonly control: DemoControl;
  /** The source has begun to tell; called with everything that it tells. */
  begin(): void;
  /** The source has come to its end. */
  end(): void;
  close(): void;
}

const ATTEND_EVERY_MS = 2000;

export function openDemo(
  shopProcess: ShopProcess,
  sources: DemoSources,
  onError: (error: unknown) => void,
): Demo {
  const { source, surroundings } = shopProcess;
  let stop: (() => void) | null = null;
  let hasEnded = false;
  source.onRefill((refill) => void noteRefill(shopProcess, refill).catch(onError));
  return {
    control: createDemoControl({ process: shopProcess, sources, hasEnded: () => hasEnded }),
    begin: () => {
      if (stop !== null) return;
      void countShelves(shopProcess).catch(onError);
      const attend = (): void => void answerAgeChecks(shopProcess).catch(onError);
      stop = surroundings.every(ATTEND_EVERY_MS, attend);
    },
    end: () => {
      hasEnded = true;
    },
    close: () => stop?.(),
  };
}
