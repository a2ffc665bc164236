import { Button } from "@saunter/ui/components/button";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { Time } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { CurveChart } from "@saunter/ui/review/curve-chart";
import type { Gondola } from "@saunter/ui/review/gondola-plan";
import { PlaceChart } from "@saunter/ui/review/place-chart";
import { useEffect, useId, useState } from "preact/hooks";
import { api } from "../session.ts";
import { words } from "../words.ts";
import { formatGrams, type WordsOf, wordCandidate } from "./review-words.ts";

interface ReviewEvidenceProps {
  readonly lookId: string;
  readonly of: WordsOf;
}

type Interaction = WordsOf["review"]["interactions"][number];
type Shown = Pick<Interaction, "curve" | "positions" | "clip" | "clipState"> & {
  readonly evidence: Pick<
    Interaction["evidence"],
    "evidenceId" | "gondola" | "shelf" | "plates" | "occurredMs"
  >;
  readonly text: string | null;
};

/** What the review shows, what is asked about first. */
function listShown(of: WordsOf): Shown[] {
  const { change, interactions, subject } = of.review;
  const shown = interactions.map(
    (one): Shown => ({ ...one, text: wordCandidate(of, one.evidence) }),
  );
  if (subject.kind !== "gap" || subject.change === undefined || change === null) return shown;
  return [{ ...change, evidence: subject.change, text: null }, ...shown];
}

/** What plates, positions and cameras say of one event at a time. */
export function ReviewEvidence({ lookId, of }: ReviewEvidenceProps) {
  const [at, setAt] = useState(0);
  const t = words.texts.reviews;
  const events = listShown(of);
  const shown = events[at];
  return (
    <section class="card review-evidence" aria-label={t.evidence}>
      {events.length < 2 ? null : (
        <ol class="review-interactions" aria-label={t.events}>
          {events.map(({ evidence, text }, index) => (
            <li key={evidence.evidenceId}>
              <button type="button" aria-pressed={index === at} onClick={() => setAt(index)}>
                <Time timestampMs={evidence.occurredMs} style="time-seconds" />
                <span>{text ?? t.place(evidence.gondola, evidence.shelf)}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
      {shown === undefined ? (
        <p class="review-nothing soft small">{t.noEvents}</p>
      ) : (
        <Figures key={shown.evidence.evidenceId} shown={shown} lookId={lookId} of={of} />
      )}
    </section>
  );
}

/** What stands on the plates, by the plan. */
function listStanding(plan: Gondola | null, { shelf, plates }: Shown["evidence"]): string {
  const facings = plan?.shelves.find((one) => one.shelf === shelf)?.facings ?? [];
  const standing = facings.filter((one) => one.plates.some((plate) => plates.includes(plate)));
  return [...new Set(standing.flatMap(({ name }) => name ?? []))].join(", ");
}

const STEP_MS = 200;
const STEPS_MAX = 20;

function Figures({ shown, lookId, of }: ReviewEvidenceProps & { readonly shown: Shown }) {
  const { letters, locale } = of;
  const t = words.texts.reviews;
  const [step, setStep] = useState(0);
  const id = useId();
  const { curve, positions, evidence } = shown;
  const plan = of.review.gondolas.find(({ gondola }) => gondola === evidence.gondola) ?? null;
  const afterMs = step * STEP_MS;
  const formatChange = (grams: number): string => {
    const text = formatGrams(grams, locale);
    return grams > 0 ? `+${text}` : text;
  };
  const seconds = t.seconds(
    new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(afterMs / 1000),
  );
  return (
    <>
      <Clip lookId={lookId} shown={shown} />
      <figure class="review-figure">
        <figcaption class="small">
          <strong>{t.place(evidence.gondola, evidence.shelf)}</strong>
          <span class="soft"> {listStanding(plan, evidence)}</span>
        </figcaption>
        {curve === null ? (
          <p class="review-nothing soft small">{t.noCurve}</p>
        ) : (
          <CurveChart
            curve={curve}
            afterMs={afterMs}
            words={{
              formatChange,
              describe: (change) =>
                change === null ? t.curveIncomplete : t.curve(formatChange(change)),
            }}
          />
        )}
      </figure>
      <figure class="review-figure">
        <figcaption class="small">
          <strong>{t.positions}</strong>
        </figcaption>
        {positions === null ? (
          <p class="review-nothing soft small">{t.noPositions}</p>
        ) : (
          <PlaceChart
            positions={positions}
            plan={plan}
            evidence={evidence}
            letters={letters}
            afterMs={afterMs}
            describe={(seen) => (seen.length === 0 ? t.noneInView : t.inView(seen.join(", ")))}
          />
        )}
      </figure>
      {curve === null && positions === null ? null : (
        <div class="review-time">
          <label for={id} class="small soft">
            {t.time}
          </label>
          <input
            id={id}
            type="range"
            min={-STEPS_MAX}
            max={STEPS_MAX}
            value={step}
            aria-valuetext={seconds}
            onInput={(event) => setStep(Number(event.currentTarget.value))}
          />
          <output for={id} class="small">
            {seconds}
          </output>
        </div>
      )}
    </>
  );
}

interface ClipProps {
  readonly lookId: string;
  readonly shown: Shown;
}

/** It comes from the shop when somebody wants to see it, and is kept nowhere. */
function Clip({ lookId, shown: { clip, clipState, evidence } }: ClipProps) {
  const [isWanted, setWanted] = useState(false);
  const t = words.texts.reviews;
  if (clipState === "none") return null;
  return (
    <figure class="review-figure review-clip">
      <figcaption class="small">
        <strong>{t.clip}</strong>
      </figcaption>
      {clip === null ? (
        <p class="review-nothing soft small">{t.clipBroken}</p>
      ) : isWanted ? (
        <Film lookId={lookId} evidenceId={evidence.evidenceId} />
      ) : (
        <Button onPress={() => setWanted(true)}>{t.showClip}</Button>
      )}
    </figure>
  );
}

function Film({ lookId, evidenceId }: { readonly lookId: string; readonly evidenceId: string }) {
  const { value, problem, reload } = useLoaded(
    (signal) =>
      api.load("GET /v1/review-looks/:lookId/clips/:evidenceId", {
        params: { lookId, evidenceId },
        signal,
      }),
    [lookId, evidenceId],
  );
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (value === null) return;
    const made = URL.createObjectURL(value);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [value]);
  if (problem !== null) return <ProblemNote problem={problem} onRetry={reload} />;
  if (url === null) return <Bones lines={4} />;
  return (
    <video
      src={url}
      aria-label={words.texts.reviews.clip}
      controls
      loop
      muted
      playsInline
      disablePictureInPicture
      disableRemotePlayback
      controlsList="nodownload noremoteplayback"
    />
  );
}
