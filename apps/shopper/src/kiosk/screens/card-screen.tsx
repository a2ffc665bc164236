import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { useEffect, useState } from "preact/hooks";
import { api, kiosk } from "../session.ts";
import { goTo, showFound } from "../step.ts";
import { words } from "../words.ts";
import { Reading } from "./reading.tsx";
import { Refusal } from "./refusal.tsx";

/** The terminal reads the card that somebody came in with; whose visits are theirs. */
export function CardScreen() {
  const [turn, setTurn] = useState(0);
  const [isNone, setNone] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    setNone(false);
    setProblem(null);
    const requestId = crypto.randomUUID();
    const body = { by: "card", readerId: kiosk.value!.readerId, requestId } as const;
    api.call("POST /v1/receipts/lookups", { body, signal: stop.signal }).then(
      ({ items }) => {
        if (stop.signal.aborted) return;
        if (items.length === 0) setNone(true);
        else showFound(items);
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setProblem(toProblem(error));
      },
    );
    return () => stop.abort();
  }, [turn]);
  const texts = words.texts.card;
  const again = (): void => setTurn(turn + 1);
  if (!isNone && problem === null) return <Reading title={texts.title} text={texts.text} />;
  return (
    <div class="kiosk-narrow stack">
      {isNone ? (
        <div class="note warning" role="status">
          <strong>{texts.none}</strong>
          <p>{texts.noneText}</p>
        </div>
      ) : null}
      <Refusal problem={problem} />
      <div class="row kiosk-acts">
        <Button kind="main" class="roomy" onPress={again}>
          {words.texts.tryAgain}
        </Button>
        <Button class="roomy" onPress={() => goTo({ at: "start" })}>
          {words.texts.back}
        </Button>
      </div>
    </div>
  );
}
