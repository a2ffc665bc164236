import { Button } from "@saunter/ui/components/button";
import { Status } from "@saunter/ui/components/status";
import { toastProblem } from "@saunter/ui/components/toasts";
import type { Walker } from "./use-walker.ts";

interface WalkDoorProps {
  readonly walker: Walker;
  readonly onLeave: () => void;
}

/** The way in, and the way out. */
export function WalkDoor({ walker, onLeave }: WalkDoorProps) {
  const { state = "gone", visitId = null } = walker.avatar.value ?? {};
  return (
    <div class="walk-door">
      {state === "gone" && visitId === null ? (
        <Button kind="main" class="roomy" onPress={walker.enter} onProblem={toastProblem}>
          Come in
        </Button>
      ) : null}
      {state === "waiting" ? (
        <p role="status">
          <Status tone="now">You are at the gate, and come in as soon as it is free</Status>
        </p>
      ) : null}
      {state === "inside" ? (
        <Button onPress={onLeave} aria-keyshortcuts="L">
          Leave <kbd>L</kbd>
        </Button>
      ) : null}
    </div>
  );
}
