import type { CallParts } from "@saunter/client/api";
import { Button } from "@saunter/ui/components/button";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { api, hasRole } from "../../session.ts";
import { needsCheck, type TripSummary } from "./cart-words.ts";

type Check = CallParts<"POST /v1/carts/:cartId/trips/:tripId/check">["body"];

interface TripActsProps {
  readonly cartId: string;
  readonly trip: TripSummary;
  readonly onDone: () => void;
}

const COMING = "I am on my way.";

/** What staff do with a cart, each a tap: answer a call, say that it is right, have it weighed, check an age. */
export function TripActs({ cartId, trip, onDone }: TripActsProps) {
  const { check, needsAgeCheck, needsHelp, status, tripId } = trip;
  const params = { cartId, tripId };
  const isOver = status === "ended" || status === "abandoned";
  if (!hasRole("operator") || isOver) return null;
  const say = async (body: Check, told: string): Promise<void> => {
    await api.call("POST /v1/carts/:cartId/trips/:tripId/check", { params, body });
    toast(`Cart ${cartId}: ${told}`);
    onDone();
  };
  const answer = async (): Promise<void> => {
    const body = { text: COMING };
    await api.call("POST /v1/carts/:cartId/trips/:tripId/messages", { params, body });
    toast(`Cart ${cartId}: the screen says that you are coming`);
    onDone();
  };
  const isAtLane = status === "at-lane";
  return (
    <div class="row cart-acts">
      {needsHelp ? (
        <Button kind="main" onPress={answer} onProblem={toastProblem}>
          I am coming
        </Button>
      ) : null}
      {needsCheck(trip) ? (
        <Button
          kind="main"
          onPress={() => say({ result: "fine" }, "the bill is right")}
          onProblem={toastProblem}
        >
          Bill is right
        </Button>
      ) : null}
      {isAtLane && check.kind !== "weigh" ? (
        <Button
          onPress={() => say({ result: "weigh" }, "the screen asks to weigh it again")}
          onProblem={toastProblem}
        >
          Weigh again
        </Button>
      ) : null}
      {needsAgeCheck ? (
        <>
          <Button onPress={() => say({ isOldEnough: true }, "old enough")} onProblem={toastProblem}>
            Old enough
          </Button>
          <Button
            kind="grave"
            onPress={() => say({ isOldEnough: false }, "too young")}
            onProblem={toastProblem}
          >
            Too young
          </Button>
        </>
      ) : null}
    </div>
  );
}
