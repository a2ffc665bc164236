import { Certainty } from "@saunter/ui/components/certainty";
import { useLocale } from "@saunter/ui/components/locale";
import { ProductTile } from "@saunter/ui/components/product-tile";
import { type KeyedChoice, listKeyed } from "@saunter/ui/review/keyed-choices";
import type { Letters } from "@saunter/ui/review/people-letters";
import { currencyOf } from "../../shop.ts";
import { words } from "../../words.ts";
import { findChange } from "./review-events.ts";
import { ELSE_KEY, LEAVE_KEY } from "./review-keys.ts";
import type { Choice, Review } from "./review-types.ts";
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

interface ChoiceItemProps extends ChoiceListProps {
  readonly keyed: KeyedChoice;
}

function ChoiceItem({ keyed, review, letters, products, isDisabled, onChoice }: ChoiceItemProps) {
  const { locale } = useLocale();
  const { key, choice, probability } = keyed;
  const { subject } = review;
  const { text, more } = wordChoice(choice, subject, letters, products);
  const candidate = choice.kind === "candidate" ? choice.candidate : null;
  const item = choice.kind === "add" || choice.kind === "remove" ? choice : candidate;
  const gtin = item?.gtin ?? null;
  const asked = subject.kind === "interaction" ? subject.evidence : findChange(review);
  const moved = item === null ? null : { ...item, kind: candidate?.kind ?? ("pick" as const) };
  const facts = [
    moved === null || asked === null ? null : wordFit(moved, asked, products),
    candidate === null ? more : wordPrice(candidate.gtin, products, currencyOf(), locale),
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
        {gtin === null ? null : <ProductTile gtin={gtin} name={products.get(gtin)?.name ?? gtin} />}
        <span class="review-choice-words">
          <span class="review-choice-text" title={text}>
            {text}
          </span>
          {shown === "" ? null : <span class="soft small">{shown}</span>}
        </span>
        {probability === null ? null : (
          <Certainty probability={probability} of={words.texts.review.choices.estimate} />
        )}
      </button>
    </li>
  );
}
