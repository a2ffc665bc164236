import { Time } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useId } from "preact/hooks";
import { api } from "../../session.ts";
import { CurveChart } from "./curve-chart.tsx";
import "./evidence.css";
import type { Interaction } from "./evidence-types.ts";
import type { Letters } from "./give-letters.ts";
import { findMiddle, findNearest, type Gondola, type Nearest } from "./hand-distance.ts";
import { PlaceChart } from "./place-chart.tsx";
import { wordPlates } from "./word-plates.ts";

const STEP_MS = 200;
const STEPS_MAX = 20;

interface EvidenceFiguresProps {
  readonly shown: Interaction;
  readonly letters: Letters;
  /** How far from when it happened, in steps of the slider. */
  readonly step: number;
  readonly onStep: (step: number) => void;
  /** Whether arrows move it from anywhere on the page. */
  readonly hasKeys?: boolean;
}

/** What plates and positions say around the time of one interaction. */
export function EvidenceFigures({ shown, letters, step, onStep, hasKeys }: EvidenceFiguresProps) {
  const floor = useLoaded((signal) => api.call("GET /v1/floor", { signal }), []);
  const { gondola, shelf, plates } = shown.evidence;
  const plan = floor.value?.gondolas.find((one) => one.gondola === gondola) ?? null;
  const middle = plan === null ? null : findMiddle(plan, shelf, plates);
  const nearest =
    middle === null || shown.positions === null ? [] : findNearest(shown.positions, middle);
  return (
    <>
      <Curve shown={shown} step={step} />
      <Places {...{ shown, plan, letters, step }} />
      {shown.curve === null && shown.positions === null ? null : (
        <TimeSlider {...{ step, onStep }} hasKeys={hasKeys === true} />
      )}
      <NearestHands nearest={nearest} letters={letters} />
      <KeptUntil shown={shown} />
    </>
  );
}

interface CurveProps {
  readonly shown: Interaction;
  readonly step: number;
}

function Curve({ shown: { curve, evidence }, step }: CurveProps) {
  return (
    <figure class="evidence-figure">
      <figcaption class="row apart small">
        <strong>{wordPlates(evidence.plates)}</strong>
        <span class="soft">
          gondola {evidence.gondola}, shelf {evidence.shelf}
        </span>
      </figcaption>
      {curve === null ? (
        <NothingKept>The plates' curve was not kept, or is deleted by now.</NothingKept>
      ) : (
        <CurveChart curve={curve} afterMs={step * STEP_MS} />
      )}
    </figure>
  );
}

interface PlacesProps extends CurveProps {
  readonly plan: Gondola | null;
  readonly letters: Letters;
}

function Places({ shown: { positions, evidence }, plan, letters, step }: PlacesProps) {
  return (
    <figure class="evidence-figure">
      <figcaption class="row apart small">
        <strong>Who stood where</strong>
        <span class="soft">seen from above</span>
      </figcaption>
      {positions === null ? (
        <NothingKept>Positions were not kept, or are deleted by now.</NothingKept>
      ) : (
        <PlaceChart {...{ positions, plan, letters, evidence }} afterMs={step * STEP_MS} />
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
  const id = useId();
  const shownStep = Math.min(STEPS_MAX, Math.max(-STEPS_MAX, step));
  const text = wordAfter(shownStep * STEP_MS);
  return (
    <div class="evidence-time">
      <label for={id} class="small soft">
        {hasKeys ? (
          <>
            <kbd>←</kbd> <kbd>→</kbd> <span class="unseen">Time</span>
          </>
        ) : (
          "Time"
        )}
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
    <dl class="evidence-nearest small" aria-label="Nearest hands">
      {nearest.slice(0, NEAR_SHOWN_MAX).map(({ shopperId, distanceM, afterMs }) => (
        <div key={shopperId}>
          <dt class="evidence-letter">{letters.get(shopperId)}</dt>
          <dd>
            nearest hand {Math.round(100 * distanceM)} cm off
            <span class="soft">, {wordAfter(Math.round(afterMs / 100) * 100)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function NothingKept({ children }: { readonly children: string }) {
  return <p class="evidence-nothing soft small">{children}</p>;
}

/** When what is shown is deleted, of itself. */
function KeptUntil({ shown }: { readonly shown: Interaction }) {
  const kept = [
    ["the curve", shown.curveDeleteAfterMs],
    ["positions", shown.positionsDeleteAfterMs],
  ] as const;
  const parts = kept.flatMap(([name, untilMs]) => (untilMs === null ? [] : [{ name, untilMs }]));
  if (parts.length === 0) return null;
  return (
    <p class="soft small evidence-kept">
      {parts.map(({ name, untilMs }, at) => (
        <span key={name}>
          {at === 0 ? "Kept: " : "; "}
          {name} until <Time timestampMs={untilMs} style="date-time" />
        </span>
      ))}
      .
    </p>
  );
}
