import { Certainty } from "@saunter/ui/components/certainty";
import { Time } from "@saunter/ui/components/time";
import type { Ref } from "preact";
import { TripEvidenceView } from "../../parts/trip-evidence.tsx";
import { ClipFigure, type ClipPlayer } from "./clip-figure.tsx";
import { EvidenceFigures, STEP_MS } from "./evidence-figures.tsx";
import type { Interaction, Review } from "./review-types.ts";
import {
  isOfCart,
  type Letters,
  type Products,
  wordCandidate,
  wordNoPositions,
  wordNothingSeen,
} from "./review-words.ts";

interface EvidenceViewProps {
  readonly review: Review;
  readonly letters: Letters;
  readonly products: Products;
  /** Which of the interactions is selected. */
  readonly at: number;
  readonly onAt: (at: number) => void;
  /** How far from when it happened, in steps of the slider. */
  readonly step: number;
  readonly onStep: (step: number) => void;
  readonly player: Ref<ClipPlayer>;
}

/** What plates and positions say around the time. */
export function EvidenceView(props: EvidenceViewProps) {
  const { at, review } = props;
  const shown = review.interactions[at];
  const trips = review.trips.map((trip) => <TripEvidenceView key={trip.tripId} trip={trip} />);
  if (shown === undefined) {
    return (
      <section class="card review-evidence" aria-label="Evidence">
        <p class="review-nothing soft small">{wordNothingSeen(review.subject)}</p>
        {trips}
      </section>
    );
  }
  return (
    <section class="card review-evidence" aria-label="Evidence">
      {review.interactions.length > 1 || !shown.isOfVisit ? <InteractionList {...props} /> : null}
      {isOfCart(shown) ? null : <ShelfEvidence {...props} shown={shown} />}
      {trips}
    </section>
  );
}

interface ShelfEvidenceProps extends EvidenceViewProps {
  readonly shown: Interaction;
}

function ShelfEvidence(props: ShelfEvidenceProps) {
  const { letters, review, shown } = props;
  return (
    <>
      <ClipFigure
        key={shown.evidence.evidenceId}
        shown={shown}
        player={props.player}
        reviewId={review.reviewId}
        afterMs={props.step * STEP_MS}
      />
      <EvidenceFigures
        shown={shown}
        letters={letters}
        step={props.step}
        onStep={props.onStep}
        positionsNote={
          shown.positions === null
            ? wordNoPositions(review.subject.kind, shown.curve !== null)
            : undefined
        }
        hasKeys
      />
    </>
  );
}

/** Of a dispute, a gap and the like: everything that it may be about. */
function InteractionList({ review, letters, products, at, onAt }: EvidenceViewProps) {
  return (
    <ol class="review-interactions" aria-label="Interactions">
      {review.interactions.map(({ evidence, isOfVisit }, index) => (
        <li key={evidence.evidenceId}>
          <button type="button" aria-pressed={index === at} onClick={() => onAt(index)}>
            <Time timestampMs={evidence.occurredMs} style="time-seconds" />
            <span>
              {wordCandidate(evidence, letters, products)}
              {isOfVisit ? null : <span class="soft small"> · another visit</span>}
            </span>
            <Certainty probability={evidence.probability} of="that it was so" />
          </button>
        </li>
      ))}
    </ol>
  );
}
