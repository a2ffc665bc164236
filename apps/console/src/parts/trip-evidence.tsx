import type { Answer } from "@saunter/client/api";
import { Time } from "@saunter/ui/components/time";
import { words } from "../words.ts";
import { formatChange, formatGrams } from "./grams.ts";
import "./trip-evidence.css";

export type TripEvidence = Pick<
  Answer<"GET /v1/carts/:cartId/trips/:tripId">,
  "changes" | "clockOffsetMs" | "corrections" | "laneWeight" | "lines" | "questions"
>;
type Change = TripEvidence["changes"][number];

/** What a smart cart's scale saw, what its lines should weigh, and what the shopper was asked. */
export function TripEvidenceView({ trip }: { readonly trip: TripEvidence }) {
  return (
    <>
      <TripLines trip={trip} />
      {trip.laneWeight === null ? null : (
        <p>
          {words.texts.parts.trip.laneWeight(
            formatGrams(trip.laneWeight.weightG),
            formatGrams(trip.laneWeight.expectedG),
          )}
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
  const texts = words.texts.parts.trip;
  return (
    <section class="card">
      <header>
        <h2>{texts.bill}</h2>
      </header>
      {lines.length === 0 ? (
        <p class="pad soft">{texts.nothing}</p>
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
                  {expectedG === null ? null : (
                    <>
                      {texts.shouldWeigh(formatGrams(expectedG))}
                      {texts.comma}
                    </>
                  )}
                  {texts.scanned(
                    <Time timestampMs={scannedMs + clockOffsetMs} style="time-seconds" />,
                  )}
                  {texts.comma}
                  {removed ? texts.takenOff : texts.inside(Math.round(inside * 100))}
                </span>
              </li>
            ),
          )}
          {corrections.map(({ gtin, name, quantity }) => (
            <li key={`${gtin}:${quantity}`}>
              <span class="two-lines" title={name}>
                {Math.abs(quantity)} × {name}
              </span>
              <span class="soft small">
                {quantity > 0 ? texts.addedByStaff : texts.takenOffByStaff}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function TripChanges({ trip: { changes, clockOffsetMs, lines } }: PartProps) {
  const texts = words.texts.parts.trip;
  if (changes.length === 0) return null;
  const names = new Map(lines.map(({ lineId, name }) => [lineId, name]));
  return (
    <section class="card">
      <header>
        <h2>{texts.weight}</h2>
      </header>
      <LevelChart changes={changes} />
      <ol class="trip-rows">
        {changes.map(({ changeG, levelG, lineId, settledMs, takenFor }) => (
          <li key={settledMs}>
            <span class="two-lines" title={lineId === null ? undefined : names.get(lineId)}>
              <Time timestampMs={settledMs + clockOffsetMs} style="time-seconds" />{" "}
              {formatChange(changeG)}
              {texts.comma}
              {texts.changes[takenFor]}
              {lineId === null ? "" : `: ${names.get(lineId) ?? lineId}`}
            </span>
            <span class="soft small">{texts.level(formatGrams(levelG))}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function TripQuestions({ trip: { clockOffsetMs, lines, questions } }: PartProps) {
  const texts = words.texts.parts.trip;
  if (questions.length === 0) return null;
  const names = new Map(lines.map(({ lineId, name }) => [lineId, name]));
  return (
    <section class="card">
      <header>
        <h2>{texts.questions}</h2>
      </header>
      <ol class="trip-rows">
        {questions.map(({ about, answer, askedMs, lineId, weightG }) => (
          <li key={`${askedMs}:${about}:${lineId}`}>
            <span class="two-lines" title={lineId === null ? undefined : names.get(lineId)}>
              <Time timestampMs={askedMs + clockOffsetMs} style="time-seconds" />{" "}
              {formatGrams(weightG)}: {texts.about[about]}
              {lineId === null ? "" : ` (${names.get(lineId) ?? lineId})`}
            </span>
            <span class="soft small">
              {answer === null ? texts.noAnswer : texts.answers[answer]}
            </span>
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
    <svg
      class="trip-levels"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={`M${x(fromMs)} ${y(levels[0]!)}${steps.join("")}H${WIDTH - EDGE}`} />
    </svg>
  );
}
