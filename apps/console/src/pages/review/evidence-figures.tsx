import { useLoaded } from "@saunter/ui/components/use-loaded";
import { CurveChart } from "@saunter/ui/review/curve-chart";
import type { Gondola } from "@saunter/ui/review/gondola-plan";
import type { Letters } from "@saunter/ui/review/people-letters";
import { PlaceChart } from "@saunter/ui/review/place-chart";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { formatSeconds } from "../../parts/decimals.ts";
import { formatChange, formatGrams } from "../../parts/grams.ts";
import { joinPlain } from "../../parts/lists.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { findMiddle, findNearest, type Nearest } from "./hand-distance.ts";
import type { ShownEvent } from "./review-types.ts";
import { wordPlates } from "./review-words.ts";

type Shown = Pick<ShownEvent, "evidence" | "curve" | "positions">;
/** Until when a piece is kept, or why there is none. */
type Words = ComponentChildren;

interface EvidenceFiguresProps {
  readonly shown: Shown;
  readonly letters: Letters;
  /** How far from when it happened, in steps of the slider. */
  readonly step: number;
  readonly onStep: (step: number) => void;
  /** Whether the page's arrow keys move the time. */
  readonly hasKeys?: boolean;
  readonly curveNote?: Words;
  readonly positionsNote?: Words;
}

/** One step of the slider. */
export const STEP_MS = 200;
const STEPS_MAX = 20;

/** Of one interaction what plates and positions say around its time, both at the same moment. */
export function EvidenceFigures(props: EvidenceFiguresProps) {
  const { shown, letters, step, onStep, hasKeys = false } = props;
  const floor = useLoaded((signal) => api.call("GET /v1/floor", { signal }), []);
  const { gondola, shelf, plates } = shown.evidence;
  const plan = floor.value?.gondolas.find((one) => one.gondola === gondola) ?? null;
  const middle = plan === null ? null : findMiddle(plan, shelf, plates);
  const nearest =
    middle === null || shown.positions === null ? [] : findNearest(shown.positions, middle);
  return (
    <>
      <Curve shown={shown} step={step} note={props.curveNote} />
      <Places shown={shown} plan={plan} letters={letters} step={step} note={props.positionsNote} />
      {shown.curve === null && shown.positions === null && !hasKeys ? null : (
        <TimeSlider step={step} onStep={onStep} hasKeys={hasKeys} />
      )}
      <NearestHands nearest={nearest} letters={letters} />
    </>
  );
}

interface CurveProps {
  readonly shown: Shown;
  readonly step: number;
  readonly note: Words;
}

function Curve({ shown: { curve, evidence }, step, note }: CurveProps) {
  const texts = words.texts.review.evidence;
  return (
    <figure class="review-figure">
      <figcaption class="row apart small">
        <strong>{wordPlates(evidence.plates)}</strong>
        <span class="soft">{texts.place(evidence.gondola, evidence.shelf)}</span>
      </figcaption>
      {curve === null ? (
        <Nothing>{note ?? texts.noCurve}</Nothing>
      ) : (
        <>
          <CurveChart
            curve={curve}
            afterMs={step * STEP_MS}
            words={{ describe: wordCurve, formatChange }}
          />
          <Note note={note} />
        </>
      )}
    </figure>
  );
}

function wordCurve(change: number | null): string {
  const { curveIncomplete, decrease, increase } = words.texts.review.evidence;
  if (change === null) return curveIncomplete;
  return (change < 0 ? decrease : increase)(formatGrams(Math.abs(change)));
}

function wordInView(letters: readonly string[]): string {
  const { noneInView, inView } = words.texts.review.evidence;
  return letters.length === 0 ? noneInView : inView(joinPlain(letters));
}

interface PlacesProps extends CurveProps {
  readonly plan: Gondola | null;
  readonly letters: Letters;
}

function Places({ shown, plan, letters, step, note }: PlacesProps) {
  const texts = words.texts.review.evidence;
  const { positions, evidence } = shown;
  return (
    <figure class="review-figure">
      <figcaption class="row apart small">
        <strong>{texts.positions}</strong>
        <span class="soft">{texts.fromAbove}</span>
      </figcaption>
      {positions === null ? (
        <Nothing>{note ?? texts.noPositions}</Nothing>
      ) : (
        <>
          <PlaceChart
            positions={positions}
            plan={plan}
            letters={letters}
            evidence={evidence}
            afterMs={step * STEP_MS}
            describe={wordInView}
          />
          <Note note={note} />
        </>
      )}
    </figure>
  );
}

interface TimeSliderProps {
  readonly step: number;
  readonly onStep: (step: number) => void;
  readonly hasKeys: boolean;
}

function TimeSlider({ step, onStep, hasKeys }: TimeSliderProps) {
  const { time } = words.texts.review.evidence;
  const id = useId();
  const shownStep = Math.min(STEPS_MAX, Math.max(-STEPS_MAX, step));
  const text = wordAfter(shownStep * STEP_MS);
  return (
    <div class="review-time">
      <label for={id} class="small soft">
        {hasKeys ? (
          <>
            <span dir="ltr">
              <kbd>←</kbd> <kbd>→</kbd>
            </span>{" "}
            <span class="unseen">{time}</span>
          </>
        ) : (
          time
        )}
      </label>
      <input
        id={id}
        type="range"
        // Time runs to the right in every language, as the keys have it.
        dir="ltr"
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
  const { atMoment, before, after } = words.texts.review.evidence;
  if (afterMs === 0) return atMoment;
  return (afterMs < 0 ? before : after)(formatSeconds(Math.abs(afterMs)));
}

const NEAR_SHOWN_MAX = 4;

interface NearestHandsProps {
  readonly nearest: readonly Nearest[];
  readonly letters: Letters;
}

function NearestHands({ nearest, letters }: NearestHandsProps) {
  if (nearest.length === 0) return null;
  const texts = words.texts.review.evidence;
  return (
    <dl class="review-nearest small" aria-label={texts.nearestHands}>
      {nearest.slice(0, NEAR_SHOWN_MAX).map(({ shopperId, distanceM, afterMs }) => (
        <div key={shopperId}>
          <dt class="person">{letters.get(shopperId)}</dt>
          <dd>
            {texts.nearestHand(Math.round(100 * distanceM))}
            <span class="soft">
              {texts.comma}
              {wordAfter(Math.round(afterMs / 100) * 100)}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Nothing({ children }: { readonly children: ComponentChildren }) {
  return <p class="review-nothing soft small">{children}</p>;
}

function Note({ note }: { readonly note: Words }) {
  return note === undefined ? null : <p class="soft small">{note}</p>;
}
