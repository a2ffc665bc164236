import { NO_CONNECTION, Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { Status } from "@saunter/ui/components/status";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { singleKeys } from "@saunter/ui/single-keys";
import { useEffect, useState } from "preact/hooks";
import { AtStake } from "../../parts/at-stake.tsx";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { atStake, reviewsWaiting } from "../../reviews-waiting.ts";
import { api, me } from "../../session.ts";
import { words } from "../../words.ts";
import { EmptyQueue } from "./empty-queue.tsx";
import { KeysHelp } from "./keys-help.tsx";
import { wordTook } from "./review-words.ts";
import { ReviewWork } from "./review-work.tsx";
import { UndoBar } from "./undo-bar.tsx";
import { outbox, useReviewFlow } from "./use-review-flow.ts";
import { useReviewKeys } from "./use-review-keys.ts";
import "@saunter/ui/styles/review.css";

/** One decision at a time, the next one ready. */
export function ReviewPage() {
  const texts = words.texts.review;
  const { flow, decidedCount } = useReviewFlow();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const { phase, problem, review } = flow.view.value;
  useReviewKeys(null, ({ kind }) => {
    if (kind === "help") setHelpOpen(true);
    else if (kind === "undo") flow.undo();
    else return false;
    return true;
  });
  return (
    <div class="stack review-page">
      <PageHead title={texts.title}>
        <OwnNumbers decidedCount={decidedCount} />
        <Button onPress={() => setHelpOpen(true)}>
          {texts.keys.open} <kbd>?</kbd>
        </Button>
      </PageHead>
      <div class="stack tight">
        <div role="status">
          <Unsent />
        </div>
        <Unpaid />
        <KeysOff />
      </div>
      {phase === "failed" ? (
        <ProblemNote problem={problem!} onRetry={flow.start} />
      ) : phase === "empty" ? (
        <EmptyQueue flow={flow} />
      ) : review === null ? (
        <Coming />
      ) : (
        <ReviewWork key={review.reviewId} flow={flow} review={review} />
      )}
      <UndoBar flow={flow} />
      <KeysHelp isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}

/** Keys are written on the answers, which do nothing while they are turned off. */
function KeysOff() {
  if (singleKeys.value) return null;
  return (
    <p class="row small soft keys-off">
      {words.texts.review.keysOff}
      <Button
        kind="bare"
        onPress={() => {
          singleKeys.value = true;
        }}
      >
        {words.texts.review.turnOn}
      </Button>
    </p>
  );
}

/** How many wait, and how quick this reviewer is today. */
function OwnNumbers({ decidedCount }: { readonly decidedCount: number }) {
  const { timeZone } = useLocale();
  const { value, reload } = useLoaded(
    (signal) => {
      const query = { sinceMs: startOfDayMs(Date.now(), timeZone), reviewerId: me.value!.id };
      return api.call("GET /v1/reviews/statistics", { query, signal });
    },
    [decidedCount],
  );
  useCalmEvents(["review.ended"], reload);
  const waiting = reviewsWaiting.value;
  const texts = words.texts.review;
  return (
    <p class="row review-numbers small">
      {waiting === null || waiting === 0 ? null : (
        <Status tone="warning">{texts.waiting(waiting)}</Status>
      )}
      {value === null || value.decided === 0 ? null : (
        <span class="soft">
          {texts.decidedToday(<span class="review-decided">{value.decided}</span>)}
          {value.medianTookMs === null
            ? null
            : texts.median(<span class="review-median">{wordTook(value.medianTookMs)}</span>)}
        </span>
      )}
    </p>
  );
}

/** Midnight before a time, where the shop is. */
function startOfDayMs(nowMs: number, timeZone: string | undefined): number {
  const parts = new Intl.DateTimeFormat("en", {
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
    ...(timeZone === undefined ? {} : { timeZone }),
  }).formatToParts(nowMs);
  const read = (type: string): number => Number(parts.find((part) => part.type === type)!.value);
  const seconds = 3600 * read("hour") + 60 * read("minute") + read("second");
  return Math.floor(nowMs / 1000) * 1000 - 1000 * seconds;
}

/** What was decided here and did not get to the shop yet. */
function Unsent() {
  const count = outbox.unsent.value;
  useEffect(() => {
    if (!outbox.isStuck.value) return;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [outbox.isStuck.value]);
  return outbox.isStuck.value && count > 0 ? (
    <p class="note warning">{words.texts.review.unsent}</p>
  ) : null;
}

/** After a power cut there are many of them at once. Its time runs down, and is not read aloud. */
function Unpaid() {
  return (atStake.value?.visits ?? 0) > 0 ? (
    <div class="note warning">
      <AtStake />
    </div>
  ) : null;
}

/** Of a shop that is silent as the page is opened nothing can be shown; it is asked again. */
function Coming() {
  if (outbox.isStuck.value) {
    return <ProblemNote problem={new Problem(NO_CONNECTION)} onRetry={outbox.tryNow} />;
  }
  return (
    <div class="review" aria-busy="true">
      <div class="card pad">
        <Bones lines={8} />
      </div>
      <div class="card pad">
        <Bones lines={6} />
      </div>
    </div>
  );
}
