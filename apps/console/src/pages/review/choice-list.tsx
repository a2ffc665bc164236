import { Certainty } from "@saunter/ui/components/certainty";
import { useLocale } from "@saunter/ui/components/locale";
import { ProductTile } from "@saunter/ui/components/product-tile";
import { type KeyedChoice, listKeyed } from "@saunter/ui/review/keyed-choices";
import type { Letters } from "@saunter/ui/review/people-letters";
import { wordEffect } from "@saunter/ui/review/word-effect";
import { currencyOf } from "../../shop.ts";
import { words } from "../../words.ts";
import { findChange } from "./review-events.ts";
import { ELSE_KEY, LEAVE_KEY } from "./review-keys.ts";
import type { Change, Choice, Review } from "./review-types.ts";
import { type Products, wordChoice, wordFit, wordPrice } from "./review-words.ts";

interface ChoiceListProps {
  readonly review: Review;
  readonly letters: Letters;
  readonly products: Products;
  readonly isDisabled: boolean;
  readonly onChoice: (choice: Choice) => void;
  readonly onElse: () => void;
  readonly onLeave: () => void;
}

/** All that can be decided, each with its key. */
export function ChoiceList(props: ChoiceListProps) {
  const texts = words.texts.review.choices;
  const { review, isDisabled, onElse, onLeave } = props;
  const isOfAll = review.form === "add" && findChange(review) === null;
  return (
    <ul class="review-choices" aria-label={texts.label}>
      {listKeyed(review).map((keyed, at) => (
        <ChoiceItem key={at} keyed={keyed} {...props} />
      ))}
      {review.form === null ? null : (
        <li>
          <button type="button" class="review-choice plain" disabled={isDisabled} onClick={onElse}>
            <kbd>{ELSE_KEY}</kbd>
            <span class="review-choice-words">
              <span>{isOfAll ? texts.missing : texts.other}</span>
              <span class="soft small">{texts.otherMore}</span>
            </span>
          </button>
        </li>
      )}
      <li>
        <button type="button" class="review-choice plain" disabled={isDisabled} onClick={onLeave}>
          <kbd>{LEAVE_KEY}</kbd>
          <span class="review-choice-words">
            <span>{texts.skip}</span>
          </span>
        </button>
      </li>
    </ul>
  );
}

/** What a choice says was moved. */
function findItem(choice: Choice, moved: Change["kind"] | undefined) {
  switch (choice.kind) {
    case "candidate":
      return choice.candidate;
    case "add":
    case "remove":
      return choice;
    case "replace":
      return moved === "putback" ? choice : choice.instead;
    default:
      return null;
  }
}

interface ChoiceItemProps extends ChoiceListProps {
  readonly keyed: KeyedChoice;
}

function ChoiceItem({ keyed, review, letters, products, isDisabled, onChoice }: ChoiceItemProps) {
  const { locale } = useLocale();
  const { key, choice, probability, receipt } = keyed;
  const { subject } = review;
  const { text, more } = wordChoice(choice, subject, letters, products);
  const candidate = choice.kind === "candidate" ? choice.candidate : null;
  const item = findItem(choice, findChange(review)?.kind);
  const gtin = item?.gtin ?? null;
  const asked = subject.kind === "interaction" ? subject.evidence : findChange(review);
  const moved = item === null ? null : { ...item, kind: candidate?.kind ?? ("pick" as const) };
  const currency = currencyOf();
  const nameOf = (one: string): string => products.get(one)?.name ?? one;
  const { effect } = words.texts.review.choices;
  const facts = [
    wordEffect(receipt, { texts: effect, currency, locale, nameOf }),
    moved === null || asked === null ? null : wordFit(moved, asked, products),
    candidate === null ? more : wordPrice(candidate.gtin, products, currency, locale),
  ];
  const shown = facts.filter((fact) => fact !== null).join(" · ");
  return (
    <li>
      <button
        type="button"
        class="review-choice"
        disabled={isDisabled}
        {...(key === null ? {} : { "aria-keyshortcuts": key })}
        // The second press of a double click is meant for what was there before.
        onClick={(event) => event.detail < 2 && onChoice(choice)}
      >
        {key === null ? <span /> : <kbd>{key}</kbd>}
        {gtin === null ? null : <ProductTile gtin={gtin} name={nameOf(gtin)} />}
        <span class="review-choice-words">
          <span class="review-choice-text" title={text}>
            {text}
          </span>
          {shown === "" ? null : (
            <span class="two-lines soft small" title={shown}>
              {shown}
            </span>
          )}
        </span>
        {probability === null ? null : (
          <Certainty probability={probability} of={words.texts.review.choices.estimate} />
        )}
      </button>
    </li>
  );
}
