import type { CallParts } from "@saunter/client/api";
import { Button } from "@saunter/ui/components/button";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { api, hasRole } from "../../session.ts";
import { needsCheck, type TripSummary } from "./cart-words.ts";
import { CorrectForm } from "./correct-form.tsx";

type Check = CallParts<"POST /v1/carts/:cartId/trips/:tripId/check">["body"];

interface TripActsProps {
  readonly cartId: string;
  readonly trip: TripSummary;
  readonly onDone: () => void;
}

const COMING = "I am on my way.";

/** What staff do with a cart, each a tap: answer a call, say that it is right, have it weighed, check an age. */
export function TripActs({ cartId, trip, onDone }: TripActsProps) {
  const { check, helpCalledMs, needsAgeCheck, status, tripId, visitId } = trip;
  const [isCorrecting, setCorrecting] = useState(false);
  const params = { cartId, tripId };
  if (!hasRole("operator") || status === "ended") return null;
  if (status === "abandoned") return <FoundActs cartId={cartId} tripId={tripId} onDone={onDone} />;
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
  if (isCorrecting) {
    return (
      <CorrectForm
        onCorrect={async (corrections) => {
          await say({ result: "fine", corrections }, "the bill is corrected");
          setCorrecting(false);
        }}
        onClose={() => setCorrecting(false)}
      />
    );
  }
  return (
    <div class="row cart-acts">
      {helpCalledMs !== null ? (
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
      {isAtLane && visitId === null && check.kind === "none" ? (
        <Button
          onPress={() => say({ result: "fine" }, "the shopper may finish, and pays at the till")}
          onProblem={toastProblem}
        >
          Take money at the till
        </Button>
      ) : null}
      {isAtLane ? <Button onPress={() => setCorrecting(true)}>Correct bill</Button> : null}
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

interface FoundActsProps {
  readonly cartId: string;
  readonly tripId: string;
  readonly onDone: () => void;
}

/** How a cart that was left was found: until somebody says, its alert stays. */
function FoundActs({ cartId, tripId, onDone }: FoundActsProps) {
  const say = async (result: "goods-back" | "empty", told: string): Promise<void> => {
    const params = { cartId, tripId };
    await api.call("POST /v1/carts/:cartId/trips/:tripId/found", { params, body: { result } });
    toast(`Cart ${cartId}: ${told}`);
    onDone();
  };
  return (
    <div class="row cart-acts">
      <Button
        kind="main"
        onPress={() => say("goods-back", "nothing is charged")}
        onProblem={toastProblem}
      >
        Goods are back
      </Button>
      <Button onPress={() => say("empty", "a reviewer decides")} onProblem={toastProblem}>
        Cart is empty
      </Button>
    </div>
  );
}
