import type { CallParts } from "@saunter/client/api";
import { Button } from "@saunter/ui/components/button";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { api, hasRole } from "../../session.ts";
import { words } from "../../words.ts";
import { needsCheck, type TripSummary } from "./cart-words.ts";
import { CorrectForm } from "./correct-form.tsx";

type Check = CallParts<"POST /v1/carts/:cartId/trips/:tripId/check">["body"];

interface TripActsProps {
  readonly cartId: string;
  readonly trip: TripSummary;
  readonly onDone: () => void;
}

/** What staff do with a cart, each a tap: answer a call, say that it is right, have it weighed, check an age. */
export function TripActs({ cartId, trip, onDone }: TripActsProps) {
  const { check, helpCalledMs, needsAgeCheck, status, tripId, visitId } = trip;
  const [isCorrecting, setCorrecting] = useState(false);
  const params = { cartId, tripId };
  if (!hasRole("operator") || status === "ended") return null;
  if (status === "abandoned") return <FoundActs cartId={cartId} tripId={tripId} onDone={onDone} />;
  const { acts, told } = words.texts.carts;
  const say = async (body: Check, text: string): Promise<void> => {
    await api.call("POST /v1/carts/:cartId/trips/:tripId/check", { params, body });
    toast(told.ofCart(cartId, text));
    onDone();
  };
  const answer = async (): Promise<void> => {
    const body = { text: acts.onMyWay };
    await api.call("POST /v1/carts/:cartId/trips/:tripId/messages", { params, body });
    toast(told.ofCart(cartId, told.coming));
    onDone();
  };
  const isAtLane = status === "at-lane";
  if (isCorrecting) {
    return (
      <CorrectForm
        onCorrect={async (corrections) => {
          await say({ result: "fine", corrections }, told.corrected);
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
          {acts.coming}
        </Button>
      ) : null}
      {needsCheck(trip) ? (
        <Button
          kind="main"
          onPress={() => say({ result: "fine" }, told.billIsRight)}
          onProblem={toastProblem}
        >
          {acts.billIsRight}
        </Button>
      ) : null}
      {isAtLane && visitId === null && check.kind === "none" ? (
        <Button onPress={() => say({ result: "fine" }, told.mayFinish)} onProblem={toastProblem}>
          {acts.takeMoney}
        </Button>
      ) : null}
      {isAtLane ? <Button onPress={() => setCorrecting(true)}>{acts.correctBill}</Button> : null}
      {isAtLane && check.kind !== "weigh" ? (
        <Button onPress={() => say({ result: "weigh" }, told.weighAgain)} onProblem={toastProblem}>
          {acts.weighAgain}
        </Button>
      ) : null}
      {needsAgeCheck ? (
        <>
          <Button
            onPress={() => say({ isOldEnough: true }, told.oldEnough)}
            onProblem={toastProblem}
          >
            {acts.oldEnough}
          </Button>
          <Button
            kind="grave"
            onPress={() => say({ isOldEnough: false }, told.tooYoung)}
            onProblem={toastProblem}
          >
            {acts.tooYoung}
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
  const { acts, told } = words.texts.carts;
  const say = async (result: "goods-back" | "empty", text: string): Promise<void> => {
    const params = { cartId, tripId };
    await api.call("POST /v1/carts/:cartId/trips/:tripId/found", { params, body: { result } });
    toast(told.ofCart(cartId, text));
    onDone();
  };
  return (
    <div class="row cart-acts">
      <Button
        kind="main"
        onPress={() => say("goods-back", told.nothingCharged)}
        onProblem={toastProblem}
      >
        {acts.goodsBack}
      </Button>
      <Button onPress={() => say("empty", told.reviewerDecides)} onProblem={toastProblem}>
        {acts.cartEmpty}
      </Button>
    </div>
  );
}
