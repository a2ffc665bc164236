import { Certainty } from "@saunter/ui/components/certainty";
import { Time } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useId } from "preact/hooks";
import { api } from "../../session.ts";
import { CurveChart } from "./curve-chart.tsx";
import { findMiddle, findNearest, type Gondola, type Nearest } from "./hand-distance.ts";
import { PlaceChart } from "./place-chart.tsx";
import type { Interaction, Review, Subject } from "./review-types.ts";
import {
  type Letters,
  type Products,
  wordAccount,
  wordNoPositions,
  wordNothingSeen,
  wordPlates,
} from "./review-words.ts";

interface EvidenceViewProps {
  readonly review: Review;
  readonly letters: Letters;
  readonly products: Products;
  /** Which of the interactions is looked at. */
  readonly at: number;
  readonly onAt: (at: number) => void;
  /** How far from when it happened, in steps of the slider. */
  readonly step: number;
  readonly onStep: (step: number) => void;
}

const STEP_MS = 200;
const STEPS_MAX = 20;

/** What plates and positions say around the time. */
export function EvidenceView(props: EvidenceViewProps) {
  const { review, at, letters } = props;
  const floor = useLoaded((signal) => api.call("GET /v1/floor", { signal }), []);
  const shown = review.interactions[at];
  if (shown === undefined) {
    return (
      <section class="card review-evidence" aria-label="Evidence">
        <Nothing>{wordNothingSeen(review.subject)}</Nothing>
      </section>
    );
  }
  const { gondola, shelf, plates } = shown.evidence;
  const plan = floor.value?.gondolas.find((one) => one.gondola === gondola) ?? null;
  const middle = plan === null ? null : findMiddle(plan, shelf, plates);
  const nearest =
    middle === null || shown.positions === null ? [] : findNearest(shown.positions, middle);
  return (
    <section class="card review-evidence" aria-label="Evidence">
      {review.interactions.length > 1 || !shown.isOfVisit ? <InteractionList {...props} /> : null}
      <Curve shown={shown} step={props.step} />
      <Places {...{ shown, plan, letters }} kind={review.subject.kind} step={props.step} />
      <TimeSlider step={props.step} onStep={props.onStep} />
      <NearestHands nearest={nearest} letters={letters} />
    </section>
  );
}

/** Of a contest, a gap and the like: everything that it may be about. */
function InteractionList({ review, letters, products, at, onAt }: EvidenceViewProps) {
  return (
    <ol class="review-interactions" aria-label="Interactions">
      {review.interactions.map(({ evidence, isOfVisit }, index) => (
        <li key={evidence.evidenceId}>
          <button type="button" aria-pressed={index === at} onClick={() => onAt(index)}>
            <Time timestampMs={evidence.occurredMs} style="time-seconds" />
            <span>
              {wordAccount(evidence, letters, products)}
              {isOfVisit ? null : <span class="soft small"> · another visit</span>}
            </span>
            <Certainty probability={evidence.probability} of="that it was so" />
          </button>
        </li>
      ))}
    </ol>
  );
}

interface CurveProps {
  readonly shown: Interaction;
  readonly step: number;
}

function Curve({ shown: { curve, evidence }, step }: CurveProps) {
  return (
    <figure class="review-figure">
      <figcaption class="row apart small">
        <strong>{wordPlates(evidence.plates)}</strong>
        <span class="soft">
          gondola {evidence.gondola}, shelf {evidence.shelf}
        </span>
      </figcaption>
      {curve === null ? (
        <Nothing>The plates' curve was not kept, or is deleted by now.</Nothing>
      ) : (
        <CurveChart curve={curve} afterMs={step * STEP_MS} />
      )}
    </figure>
  );
}

interface PlacesProps extends CurveProps {
  readonly plan: Gondola | null;
  readonly letters: Letters;
  readonly kind: Subject["kind"];
}

function Places({ shown, plan, letters, kind, step }: PlacesProps) {
  const { positions, evidence, curve } = shown;
  return (
    <figure class="review-figure">
      <figcaption class="row apart small">
        <strong>Who stood where</strong>
        <span class="soft">seen from above</span>
      </figcaption>
      {positions === null ? (
        <Nothing>{wordNoPositions(kind, curve !== null)}</Nothing>
      ) : (
        <PlaceChart {...{ positions, plan, letters, evidence }} afterMs={step * STEP_MS} />
      )}
    </figure>
  );
}

interface TimeSliderProps {
  readonly step: number;
  readonly onStep: (step: number) => void;
}

function TimeSlider({ step, onStep }: TimeSliderProps) {
  const id = useId();
  const shownStep = Math.min(STEPS_MAX, Math.max(-STEPS_MAX, step));
  const text = wordAfter(shownStep * STEP_MS);
  return (
    <div class="review-time">
      <label for={id} class="small soft">
        <kbd>←</kbd> <kbd>→</kbd> <span class="unseen">Time</span>
      </label>
      <input
        id={id}
        type="range"
        class="range"
        style={{ "--gone": `${(100 * (shownStep + STEPS_MAX)) / (2 * STEPS_MAX)}%` }}
        min={-STEPS_MAX}
        max={STEPS_MAX}
        value={shownStep}
        aria-valuetext={text}
        onInput={(event) => onStep(Number(event.currentTarget.value))}
      />
      <output for={id} class="small">
        {text}
      </output>
    </div>
  );
}

function wordAfter(afterMs: number): string {
  if (afterMs === 0) return "as it happened";
  const seconds = (Math.abs(afterMs) / 1000).toFixed(1);
  return `${seconds} s ${afterMs < 0 ? "before" : "after"}`;
}

const NEAR_SHOWN_MAX = 4;

interface NearestHandsProps {
  readonly nearest: readonly Nearest[];
  readonly letters: Letters;
}

function NearestHands({ nearest, letters }: NearestHandsProps) {
  if (nearest.length === 0) return null;
  return (
    <dl class="review-nearest small" aria-label="Nearest hands">
      {nearest.slice(0, NEAR_SHOWN_MAX).map(({ shopperId, distanceM, afterMs }) => (
        <div key={shopperId}>
          <dt class="person">{letters.get(shopperId)}</dt>
          <dd>
            nearest hand {Math.round(100 * distanceM)} cm off
            <span class="soft">, {wordAfter(Math.round(afterMs / 100) * 100)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Nothing({ children }: { readonly children: string }) {
  return <p class="review-nothing soft small">{children}</p>;
}
