import { Button } from "@saunter/ui/components/button";
import { useNowMs } from "@saunter/ui/components/now";
import { giveLetters } from "@saunter/ui/review/people-letters";
import { words } from "../../words.ts";
import { type ReviewFlow, UNDO_MS } from "./review-flow.ts";
import { UNDO_KEY } from "./review-keys.ts";
import { mapProducts, wordChoice } from "./review-words.ts";

/** What was decided last, for as long as it can be taken back. It drains in steps: nothing moves. */
export function UndoBar({ flow }: { readonly flow: ReviewFlow }) {
  const texts = words.texts.review.undo;
  const nowMs = useNowMs();
  const last = flow.view.value.decided.at(-1);
  // The clock of the page is up to a second late.
  const leftMs = last === undefined ? 0 : Math.min(UNDO_MS, last.untilMs - nowMs);
  return (
    <div class="undo" role="status">
      {last === undefined || leftMs <= 0 ? null : (
        <div class="undo-bar">
          <p class="undo-words">
            <span class="soft small">{texts.decided}</span>
            <span class="clip" title={wordLast(last)}>
              {wordLast(last)}
            </span>
          </p>
          <Button onPress={flow.undo}>
            {texts.undo} <kbd>{UNDO_KEY}</kbd>
          </Button>
          <span class="undo-time soft small" aria-hidden="true">
            {words.texts.parts.seconds(String(Math.ceil(leftMs / 1000)))}
          </span>
          <span
            class="undo-left"
            style={{ inlineSize: `${(100 * leftMs) / UNDO_MS}%` }}
            aria-hidden="true"
          />
        </div>
      )}
    </div>
  );
}

type Last = ReviewFlow["view"]["value"]["decided"][number];

function wordLast({ review, choice }: Last): string {
  return wordChoice(choice, review.subject, giveLetters(review), mapProducts(review)).text;
}
