import { Certainty } from "@saunter/ui/components/certainty";
import { Time } from "@saunter/ui/components/time";
import type { Letters } from "@saunter/ui/review/people-letters";
import type { Ref } from "preact";
import { TripEvidenceView } from "../../parts/trip-evidence.tsx";
import { words } from "../../words.ts";
import { ClipFigure, type ClipPlayer } from "./clip-figure.tsx";
import { EvidenceFigures, STEP_MS } from "./evidence-figures.tsx";
import { findChange, listEvents } from "./review-events.ts";
import type { Review, ShownEvent } from "./review-types.ts";
import {
  isOfCart,
  type Products,
  wordCandidate,
  wordChange,
  wordNoPositions,
  wordNothingSeen,
} from "./review-words.ts";

interface EvidenceViewProps {
  readonly review: Review;
  readonly letters: Letters;
  readonly products: Products;
  /** Which of the events is selected; below 0, none. */
  readonly at: number;
  readonly onAt: (at: number) => void;
  /** How far from when it happened, in steps of the slider. */
  readonly step: number;
  readonly onStep: (step: number) => void;
  readonly player: Ref<ClipPlayer>;
}

/** What plates and positions say around the time. */
export function EvidenceView(props: EvidenceViewProps) {
  const texts = words.texts.review.evidence;
  const { at, review } = props;
  const events = listEvents(review);
  const shown = events[at];
  const trips = review.trips.map((trip) => <TripEvidenceView key={trip.tripId} trip={trip} />);
  if (events.length === 0) {
    return (
      <section class="card review-evidence" aria-label={texts.label}>
        <p class="review-nothing soft small">{wordNothingSeen(review.subject)}</p>
        {trips}
      </section>
    );
  }
  return (
    <section class="card review-evidence" aria-label={texts.label}>
      {events.length > 1 || shown?.isOfVisit === false ? (
        <EventList {...props} events={events} />
      ) : null}
      {shown === undefined ? (
        <p class="review-nothing soft small">{texts.ofAll}</p>
      ) : isOfCart(shown) ? null : (
        <ShelfEvidence {...props} shown={shown} />
      )}
      {trips}
    </section>
  );
}

interface ShelfEvidenceProps extends EvidenceViewProps {
  readonly shown: ShownEvent;
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

interface EventListProps extends EvidenceViewProps {
  readonly events: readonly ShownEvent[];
}

/** What is asked about, and the others of the visit: each with its own evidence, a key away. */
function EventList({ review, letters, products, at, onAt, events }: EventListProps) {
  const texts = words.texts.review.evidence;
  const change = findChange(review);
  return (
    <ol class="review-interactions" aria-label={texts.interactions}>
      {events.map(({ evidence, interaction, isAsked, isOfVisit }, index) => (
        <li key={evidence.evidenceId}>
          <button type="button" aria-pressed={index === at} onClick={() => onAt(index)}>
            <Time timestampMs={evidence.occurredMs} style="time-seconds" />
            <span>
              {interaction === null
                ? wordChange(change!)
                : wordCandidate(interaction, letters, products)}
              {isAsked ? <strong class="small"> · {texts.askedHere}</strong> : null}
              {isOfVisit ? null : <span class="soft small"> · {texts.anotherVisit}</span>}
            </span>
            {interaction === null ? null : (
              <Certainty probability={interaction.probability} of={texts.sure} />
            )}
          </button>
        </li>
      ))}
    </ol>
  );
}
