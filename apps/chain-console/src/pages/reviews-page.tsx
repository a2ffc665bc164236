import { Button } from "@saunter/ui/components/button";
import { Certainty } from "@saunter/ui/components/certainty";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { useNowMs } from "@saunter/ui/components/now";
import { PageHead } from "@saunter/ui/components/page-head";
import { ProductTile } from "@saunter/ui/components/product-tile";
import { Status } from "@saunter/ui/components/status";
import { formatMoney } from "@saunter/ui/format";
import { readKey } from "@saunter/ui/pressed-key";
import { type KeyedChoice, listKeyed } from "@saunter/ui/review/keyed-choices";
import { giveLetters } from "@saunter/ui/review/people-letters";
import { wordEffect } from "@saunter/ui/review/word-effect";
import { isTurnedOff, singleKeys } from "@saunter/ui/single-keys";
import { useEffect, useRef, useState } from "preact/hooks";
import { ElseForm } from "../parts/else-form.tsx";
import { ReviewEvidence } from "../parts/review-evidence.tsx";
import {
  type Choice,
  type Look,
  nameOf,
  type WordsOf,
  wordChoice,
  wordProduct,
  wordQuestion,
} from "../parts/review-words.ts";
import { type DecidedLook, type Reviews, useReviews } from "../parts/use-reviews.ts";
import { words } from "../words.ts";

const SKIP_KEY = "s";
const UNDO_KEY = "u";

/** One review of any shop at a time: a number chooses, Enter confirms. */
export function ReviewsPage() {
  const t = words.texts.reviews;
  const reviews = useReviews();
  const [chosen, setChosen] = useState<Choice | null>(null);
  const { look, waiting, problem, decided } = reviews;
  useEffect(() => setChosen(null), [look?.lookId]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isTyping(event)) return;
    const act = look === null ? null : findAct(look, event);
    const isUndo = readKey(event).toLowerCase() === UNDO_KEY && decided !== null;
    if (act === null && !isUndo) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (isTurnedOff(event) || document.querySelector("dialog[open]") !== null) return;
    event.preventDefault();
    if (isUndo) void reviews.undo();
    else if (act === "skip") void reviews.skip();
    else if (act === "confirm") {
      if (chosen !== null) void reviews.decide(chosen);
    } else setChosen(act);
  };
  const latest = useRef(onKeyDown);
  latest.current = onKeyDown;
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => latest.current(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  return (
    <div class="stack review-page">
      <PageHead title={words.texts.pages.reviews}>
        {waiting === null || waiting.waiting === 0 ? null : (
          <Status tone="warning">{t.waiting(waiting.waiting)}</Status>
        )}
      </PageHead>
      {waiting?.away.map(({ shopId, name, waiting: count }) => (
        <p key={shopId} class="note warning">
          {t.away(name, count)}
        </p>
      ))}
      <Trouble reviews={reviews} />
      {look !== null ? (
        <Work
          key={look.lookId}
          look={look}
          reviews={reviews}
          chosen={chosen}
          onChoose={setChosen}
        />
      ) : problem !== null ? null : waiting === null ? (
        <Bones lines={8} />
      ) : (
        <Empty title={t.empty}>{t.emptyText}</Empty>
      )}
      <div class="undo" role="status">
        {decided === null ? null : (
          <UndoBar key={decided.look.lookId} decided={decided} onUndo={reviews.undo} />
        )}
      </div>
    </div>
  );
}

/** What is typed into a field is no key of the page. */
function isTyping({ target }: KeyboardEvent): boolean {
  return (
    target instanceof HTMLElement && target.matches("input:not([type='range']), select, textarea")
  );
}

/** What a key asks for of the review that is shown; null of others. */
function findAct({ review }: Look, event: KeyboardEvent): Choice | "skip" | "confirm" | null {
  const { target } = event;
  const key = readKey(event).toLowerCase();
  // A button that has the focus is what Enter means.
  const isPressable = target instanceof HTMLElement && target.matches("button, a, input, video");
  if (key === "enter") return isPressable ? null : "confirm";
  if (key === SKIP_KEY) return "skip";
  return listKeyed(review).find((one) => one.key === key)?.choice ?? null;
}

/** Why something was refused, and the way on. */
function Trouble({ reviews: { problem, next } }: { readonly reviews: Reviews }) {
  const t = words.texts.reviews;
  if (problem === null) return null;
  const code: string = problem.code;
  const over = t.over[code];
  if (over === undefined) return <ProblemNote problem={problem} onRetry={next} />;
  return (
    <div class="note now" role="alert">
      <p>{over}</p>
      {code === "shop-away" ? null : <Button onPress={next}>{t.next}</Button>}
    </div>
  );
}

interface WorkProps {
  readonly look: Look;
  readonly reviews: Reviews;
  readonly chosen: Choice | null;
  readonly onChoose: (choice: Choice) => void;
}

function Work({ look, reviews, chosen, onChoose }: WorkProps) {
  const head = useRef<HTMLHeadingElement>(null);
  // Screen readers read the next question, and no button of the last one keeps the focus.
  useEffect(() => head.current!.focus({ preventScroll: true }), []);
  const { locale } = useLocale();
  const t = words.texts.reviews;
  const { review, shopName, lookId } = look;
  const of: WordsOf = { review, letters: giveLetters(review), locale };
  const { title, more } = wordQuestion(of);
  const { worthMinor, currency, subject, isAllAtStake } = review;
  const [isElse, setElse] = useState(false);
  return (
    <div class="review">
      <section class="stack" aria-label={title}>
        <header class="review-question stack tight">
          <p class="row small soft">
            <Status tone="warning">{t.kinds[subject.kind]}</Status>
            <span>{shopName}</span>
            {worthMinor === 0 ? null : (
              <span>{t.atStake(formatMoney(worthMinor, currency, locale))}</span>
            )}
          </p>
          <h2 ref={head} tabIndex={-1}>
            {title}
          </h2>
          <p>{more}</p>
          {isAllAtStake ? <p class="small soft">{t.allAtStake}</p> : null}
        </header>
        <ul class="review-choices" aria-label={t.choices}>
          {listKeyed(review).map((keyed, at) => (
            <ChoiceItem
              key={at}
              of={of}
              keyed={keyed}
              isChosen={keyed.choice === chosen}
              onChoose={onChoose}
            />
          ))}
        </ul>
        {isElse ? (
          <ElseForm
            look={look}
            of={of}
            isBusy={reviews.isBusy}
            onDecide={(choice, product) => void reviews.decide(choice, product)}
            onClose={() => setElse(false)}
          />
        ) : null}
        <div class="row">
          {isElse ? null : (
            <Button
              kind="main"
              disabled={chosen === null || reviews.isBusy}
              onPress={() => (chosen === null ? undefined : reviews.decide(chosen))}
            >
              {t.confirm}
            </Button>
          )}
          {review.form === null || isElse ? null : (
            <Button disabled={reviews.isBusy} onPress={() => setElse(true)}>
              {review.form === "add" ? t.else.missing : t.else.other}
            </Button>
          )}
          <Button kind="bare" disabled={reviews.isBusy} onPress={reviews.skip}>
            {t.skip}
          </Button>
        </div>
        <p class="row small soft keys-off">
          {singleKeys.value ? t.keysHint : t.keysOff}
          <Button
            kind="bare"
            onPress={() => {
              singleKeys.value = !singleKeys.value;
            }}
          >
            {singleKeys.value ? t.turnOff : t.turnOn}
          </Button>
        </p>
      </section>
      <div class="review-side stack">
        <ReviewEvidence lookId={lookId} of={of} />
      </div>
    </div>
  );
}

interface ChoiceItemProps {
  readonly of: WordsOf;
  readonly keyed: KeyedChoice;
  readonly isChosen: boolean;
  readonly onChoose: (choice: Choice) => void;
}

function ChoiceItem({ of, keyed, isChosen, onChoose }: ChoiceItemProps) {
  const { key, choice, probability, receipt } = keyed;
  const { currency } = of.review;
  const effect = wordEffect(receipt, {
    ...{ currency, locale: of.locale, texts: words.texts.reviews.effect },
    nameOf: (one) => nameOf(of, one),
  });
  const facts = [effect, wordProduct(of, choice)].filter((fact) => fact !== null).join(" · ");
  const gtin = choice.kind === "candidate" ? choice.candidate.gtin : null;
  return (
    <li>
      <button
        type="button"
        class="review-choice"
        aria-pressed={isChosen}
        {...(key === null ? {} : { "aria-keyshortcuts": key })}
        onClick={() => onChoose(choice)}
      >
        {key === null ? <span /> : <kbd>{key}</kbd>}
        {gtin === null ? null : <ProductTile gtin={gtin} name={nameOf(of, gtin)} />}
        <span class="review-choice-words">
          <span class="review-choice-text">{wordChoice(of, choice)}</span>
          {facts === "" ? null : (
            <span class="two-lines soft small" title={facts}>
              {facts}
            </span>
          )}
        </span>
        {probability === null ? null : (
          <Certainty probability={probability} of={words.texts.reviews.estimate} />
        )}
      </button>
    </li>
  );
}

interface UndoBarProps {
  readonly decided: DecidedLook;
  readonly onUndo: () => Promise<void>;
}

/** What was decided last, as long as it can be taken back. */
function UndoBar({ decided: { look, choice, undoUntilMs }, onUndo }: UndoBarProps) {
  const { locale } = useLocale();
  const t = words.texts.reviews;
  const leftMs = undoUntilMs - useNowMs();
  if (leftMs <= 0) return null;
  const { review } = look;
  const of: WordsOf = { review, letters: giveLetters(review), locale };
  return (
    <div class="undo-bar">
      <p class="undo-words">
        <span class="soft small">{t.decided}</span>
        <span class="clip">{wordChoice(of, choice)}</span>
      </p>
      <Button onPress={onUndo}>
        {t.undo} <kbd>{UNDO_KEY}</kbd>
      </Button>
      <span class="undo-time soft small" aria-hidden="true">
        {t.seconds(String(Math.ceil(leftMs / 1000)))}
      </span>
    </div>
  );
}
