import { Button } from "@saunter/ui/components/button";
import { Money } from "@saunter/ui/components/money";
import { Status } from "@saunter/ui/components/status";
import { Ago, Time } from "@saunter/ui/components/time";
import { giveLetters } from "@saunter/ui/review/people-letters";
import { useEffect, useRef, useState } from "preact/hooks";
import { MarkedText } from "../../parts/marked-text.tsx";
import { currencyOf } from "../../shop.ts";
import { words } from "../../words.ts";
import { AgeCheck } from "./age-check.tsx";
import { BasketList } from "./basket-list.tsx";
import { ChoiceList } from "./choice-list.tsx";
import type { ClipPlayer } from "./clip-figure.tsx";
import { ElseForm } from "./else-form.tsx";
import { EvidenceView } from "./evidence-view.tsx";
import { QueueAside } from "./queue-aside.tsx";
import { findFirst, listEvents } from "./review-events.ts";
import type { Over, ReviewFlow } from "./review-flow.ts";
import type { ReviewAct } from "./review-keys.ts";
import type { Review } from "./review-types.ts";
import { mapProducts, wordKind, wordLapse, wordQuestion } from "./review-words.ts";
import { useReviewKeys } from "./use-review-keys.ts";

interface ReviewWorkProps {
  readonly flow: ReviewFlow;
  readonly review: Review;
}

/** The question, what can be answered, and beside it what there is to see. */
export function ReviewWork({ flow, review }: ReviewWorkProps) {
  const { over, queue } = flow.view.value;
  const letters = giveLetters(review);
  const products = mapProducts(review);
  const [isElse, setElse] = useState(false);
  const [at, setAt] = useState(() => findFirst(review));
  const [step, setStep] = useState(0);
  const player = useRef<ClipPlayer>(null);
  const moveAt = (steps: number): void =>
    setAt(Math.min(Math.max(0, at + steps), Math.max(0, listEvents(review).length - 1)));
  const act = (one: ReviewAct): boolean => {
    if (one.kind === "choose") flow.decide(one.choice);
    else if (one.kind === "else") setElse(true);
    else if (one.kind === "leave") flow.leave();
    else if (one.kind === "time") setStep(step + one.steps);
    else if (one.kind === "clip") return player.current?.act(one.act) ?? false;
    else if (one.kind === "interaction" && listEvents(review).length > 1) moveAt(one.steps);
    else if (one.kind === "go-on" && over !== null) flow.goOn();
    else return false;
    return true;
  };
  useReviewKeys(review, act);
  return (
    <div class="review">
      <section class="review-ask stack" aria-label={words.texts.review.questions.label}>
        <Question review={review} />
        {over === null ? null : <OverNote over={over} onGoOn={flow.goOn} />}
        {isElse && over === null ? (
          <ElseForm
            review={review}
            letters={letters}
            onChoice={flow.decide}
            onClose={() => setElse(false)}
          />
        ) : (
          <ChoiceList
            review={review}
            letters={letters}
            products={products}
            isDisabled={over !== null}
            onChoice={flow.decide}
            onElse={() => setElse(true)}
            onLeave={flow.leave}
          />
        )}
      </section>
      <div class="review-side stack">
        {review.subject.kind === "age" ? (
          <AgeCheck review={review} products={products} />
        ) : (
          <EvidenceView
            review={review}
            letters={letters}
            products={products}
            at={at}
            step={step}
            player={player}
            onAt={setAt}
            onStep={setStep}
          />
        )}
        <BasketList review={review} products={products} />
      </div>
      <QueueAside rows={queue} />
    </div>
  );
}

function Question({ review }: { readonly review: Review }) {
  const { subject, worthMinor, dueMs, isOverdue, visitId, visitReviews } = review;
  const texts = words.texts.review.questions;
  const { title, more } = wordQuestion(review, giveLetters(review), mapProducts(review));
  const head = useRef<HTMLHeadingElement>(null);
  // Screen readers read the next question, and no button of the last one keeps the focus.
  useEffect(() => head.current!.focus({ preventScroll: true }), []);
  const asked = listEvents(review).find(({ isAsked }) => isAsked);
  const number = visitReviews.findIndex(({ reviewId }) => reviewId === review.reviewId) + 1;
  return (
    <header class="review-question stack tight">
      <p class="row small soft">
        <Status tone="warning">{wordKind(subject.kind)}</Status>
        {visitReviews.length < 2 ? null : <span>{texts.number(number, visitReviews.length)}</span>}
        {asked === undefined ? null : (
          <Time timestampMs={asked.evidence.occurredMs} style="time-seconds" />
        )}
        {worthMinor === 0 ? null : (
          <span>{texts.atStake(<Money amountMinor={worthMinor} currency={currencyOf()} />)}</span>
        )}
        <a href={`/console/visits/${visitId}`}>{texts.openVisit}</a>
      </p>
      <h2 ref={head} tabIndex={-1} class="two-lines" title={title}>
        {title}
      </h2>
      {subject.kind === "age" ? (
        <p class="two-lines" title={more}>
          <MarkedText text={more} />
        </p>
      ) : (
        <p>
          <MarkedText text={more} />
        </p>
      )}
      <p class="small soft">
        {isOverdue
          ? texts.overdue(<Ago timestampMs={dueMs} />)
          : texts.lapse(wordLapse(review), <Ago timestampMs={dueMs} />)}
      </p>
    </header>
  );
}

function OverNote({ over, onGoOn }: { readonly over: Over; readonly onGoOn: () => void }) {
  const { over: texts, keys } = words.texts.review;
  return (
    <div class="note now" role="alert">
      <p>{texts[over]}</p>
      <Button kind="main" onPress={onGoOn}>
        {texts.goOn} <kbd>{keys.enter}</kbd>
      </Button>
    </div>
  );
}
