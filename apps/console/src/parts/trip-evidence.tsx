import type { Answer } from "@saunter/client/api";
import { Time } from "@saunter/ui/components/time";
import { formatChange, formatGrams } from "./grams.ts";
import "./trip-evidence.css";

export type TripEvidence = Pick<
  Answer<"GET /v1/carts/:cartId/trips/:tripId">,
  "changes" | "clockOffsetMs" | "corrections" | "laneWeight" | "lines" | "questions"
>;
type Change = TripEvidence["changes"][number];
type Question = TripEvidence["questions"][number];

const CHANGES: Readonly<Record<Change["takenFor"], string>> = {
  "put-in": "put in",
  "taken-out": "taken out",
  unscanned: "not scanned then",
  own: "shopper’s own",
  "other-goods": "other goods than scanned",
  touch: "a hand",
  unclear: "unclear",
};

const QUESTIONS: Readonly<Record<Question["about"], string>> = {
  "not-scanned": "something that nobody had scanned",
  "not-in-cart": "goods that had not come",
  "taken-out": "goods that were taken out",
  "other-goods": "other goods than scanned",
  emptied: "whether the cart was empty",
};

const ANSWERS: Readonly<Record<NonNullable<Question["answer"]>, string>> = {
  own: "the shopper said that it is theirs",
  removed: "the line was taken off",
  "put-in": "it was put in",
  scanned: "it was scanned",
  confirmed: "the shopper said that it is in the cart",
  dismissed: "the shopper did not answer",
};

/** What a smart cart's scale saw, what its lines should weigh, and what the shopper was asked. */
export function TripEvidenceView({ trip }: { readonly trip: TripEvidence }) {
  return (
    <>
      <TripLines trip={trip} />
      {trip.laneWeight === null ? null : (
        <p>
          The lane’s scale read {formatGrams(trip.laneWeight.weightG)};{" "}
          {formatGrams(trip.laneWeight.expectedG)} were expected.
        </p>
      )}
      <TripChanges trip={trip} />
      <TripQuestions trip={trip} />
    </>
  );
}

interface PartProps {
  readonly trip: TripEvidence;
}

function TripLines({ trip: { clockOffsetMs, corrections, lines } }: PartProps) {
  return (
    <section class="card">
      <header>
        <h2>Bill</h2>
      </header>
      {lines.length === 0 ? (
        <p class="pad soft">Nothing has been scanned.</p>
      ) : (
        <ul class="trip-rows">
          {lines.map(
            ({ expectedG, inside, lineId, name, quantity, removed, scannedMs, weightG }) => (
              <li key={lineId}>
                <span class={`two-lines${removed ? " trip-removed" : ""}`} title={name}>
                  {weightG === null ? `${quantity} × ` : `${formatGrams(weightG)} `}
                  {name}
                </span>
                <span class="soft small">
                  {expectedG === null ? "" : `should weigh ${formatGrams(expectedG)}, `}
                  scanned <Time timestampMs={scannedMs + clockOffsetMs} style="time-seconds" />,{" "}
                  {removed ? "taken off the bill" : `${Math.round(inside * 100)} % in the cart`}
                </span>
              </li>
            ),
          )}
          {corrections.map(({ gtin, name, quantity }) => (
            <li key={`${gtin}:${quantity}`}>
              <span class="two-lines" title={name}>
                {Math.abs(quantity)} × {name}
              </span>
              <span class="soft small">{quantity > 0 ? "added" : "taken off"} by staff</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function TripChanges({ trip: { changes, clockOffsetMs, lines } }: PartProps) {
  if (changes.length === 0) return null;
  const names = new Map(lines.map(({ lineId, name }) => [lineId, name]));
  return (
    <section class="card">
      <header>
        <h2>Weight in the cart</h2>
      </header>
      <LevelChart changes={changes} />
      <ol class="trip-rows">
        {changes.map(({ changeG, levelG, lineId, settledMs, takenFor }) => (
          <li key={settledMs}>
            <span class="two-lines" title={lineId === null ? undefined : names.get(lineId)}>
              <Time timestampMs={settledMs + clockOffsetMs} style="time-seconds" />{" "}
              {formatChange(changeG)}, {CHANGES[takenFor]}
              {lineId === null ? "" : `: ${names.get(lineId) ?? lineId}`}
            </span>
            <span class="soft small">{formatGrams(levelG)} in the cart</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function TripQuestions({ trip: { clockOffsetMs, lines, questions } }: PartProps) {
  if (questions.length === 0) return null;
  const names = new Map(lines.map(({ lineId, name }) => [lineId, name]));
  return (
    <section class="card">
      <header>
        <h2>Questions on the screen</h2>
      </header>
      <ol class="trip-rows">
        {questions.map(({ about, answer, askedMs, lineId, weightG }) => (
          <li key={`${askedMs}:${about}:${lineId}`}>
            <span class="two-lines" title={lineId === null ? undefined : names.get(lineId)}>
              <Time timestampMs={askedMs + clockOffsetMs} style="time-seconds" />{" "}
              {formatGrams(weightG)}: {QUESTIONS[about]}
              {lineId === null ? "" : ` (${names.get(lineId) ?? lineId})`}
            </span>
            <span class="soft small">{answer === null ? "no answer yet" : ANSWERS[answer]}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const WIDTH = 600;
const HEIGHT = 120;
const EDGE = 4;
/** Time that is shown before the first change and after the last. */
const AROUND_SHARE = 0.05;

/** The weight over time, as steps. What it shows is listed below it. */
function LevelChart({ changes }: { readonly changes: readonly Change[] }) {
  const first = changes[0]!;
  const lastMs = changes.at(-1)!.settledMs;
  const aroundMs = Math.max(1000, AROUND_SHARE * (lastMs - first.startMs));
  const fromMs = first.startMs - aroundMs;
  const spanMs = lastMs + aroundMs - fromMs;
  const levels = [first.levelG - first.changeG, ...changes.map(({ levelG }) => levelG)];
  const leastG = Math.min(...levels);
  const spanG = Math.max(1, Math.max(...levels) - leastG);
  const x = (atMs: number): number => EDGE + ((atMs - fromMs) / spanMs) * (WIDTH - 2 * EDGE);
  const y = (levelG: number): number =>
    HEIGHT - EDGE - ((levelG - leastG) / spanG) * (HEIGHT - 2 * EDGE);
  const steps = changes.map(({ levelG, settledMs }) => `H${x(settledMs)}V${y(levelG)}`);
  return (
    <svg class="trip-levels" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path d={`M${x(fromMs)} ${y(levels[0]!)}${steps.join("")}H${WIDTH - EDGE}`} />
    </svg>
  );
}
