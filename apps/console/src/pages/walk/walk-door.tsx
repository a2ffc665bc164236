import { Button } from "@saunter/ui/components/button";
import { Certainty } from "@saunter/ui/components/certainty";
import { Money } from "@saunter/ui/components/money";
import { Status } from "@saunter/ui/components/status";
import { toastProblem } from "@saunter/ui/components/toasts";
import { currencyOf } from "../../shop.ts";
import { words } from "../../words.ts";
import type { OpenVisit } from "../floor/floor-data.ts";
import type { FloorFeed } from "../floor/floor-feed.ts";
import type { Walker } from "./use-walker.ts";

interface WalkDoorProps {
  readonly walker: Walker;
  readonly feed: FloorFeed;
  readonly onLeave: () => void;
}

/** The way in, and the way out. */
export function WalkDoor({ walker, feed, onLeave }: WalkDoorProps) {
  const { state = "gone", visitId = null } = walker.avatar.value ?? {};
  const t = words.texts.walk.door;
  return (
    <div class="walk-door">
      {state === "gone" && visitId === null ? (
        <Button kind="main" class="roomy" onPress={walker.enter} onProblem={toastProblem}>
          {t.comeIn}
        </Button>
      ) : null}
      {state === "waiting" ? (
        <p role="status">
          <Status tone="now">{t.waiting}</Status>
        </p>
      ) : null}
      {state === "inside" ? (
        <>
          <Button onPress={onLeave} aria-keyshortcuts="L">
            {t.leave} <kbd>L</kbd>
          </Button>
          <SoFar visit={feed.visits.value.get(visitId ?? "") ?? null} />
        </>
      ) : null}
    </div>
  );
}

/** The cart in a word, where the whole of it is further down. */
function SoFar({ visit }: { readonly visit: OpenVisit | null }) {
  if (visit === null || visit.totalMinor === null || visit.lines.length === 0) return null;
  return (
    <a class="button walk-so-far" href="#walk-cart">
      <span class="unseen">{words.texts.walk.door.cart} </span>
      <Money amountMinor={visit.totalMinor} currency={currencyOf()} />
      <Certainty probability={visit.probability} of={words.texts.walk.cart.howSure} />
    </a>
  );
}
