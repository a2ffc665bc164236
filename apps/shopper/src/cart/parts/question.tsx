import type { ScreenAct, ScreenLine, ScreenState } from "@saunter/protocol/smart-cart/screen";
import { Button } from "@saunter/ui/components/button";
import { useLocale } from "@saunter/ui/components/locale";
import { Fragment } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { formatAbout } from "../amounts.ts";
import { sendAct, state } from "../session.ts";
import { tab } from "../tab.ts";
import { words } from "../words.ts";

type Asked = NonNullable<ScreenState["question"]>;
type CartAnswer = Extract<ScreenAct, { kind: "answer" }>["answer"];

/** The likeliest first. */
const ANSWERS: Readonly<Record<Asked["about"], readonly CartAnswer[]>> = {
  "not-scanned": ["will-scan", "mine", "put-back", "call-help"],
  "not-in-cart": ["is-right", "remove-line", "call-help"],
  "taken-out": ["remove-line", "is-right", "call-help"],
  "other-goods": ["is-right", "will-scan", "remove-line", "call-help"],
  emptied: ["remove-line", "is-right", "call-help"],
};

/** What the cart cannot tell by itself: it stands beside the rest, and keeps nobody from going on. */
export function Question() {
  const { question, status } = state.value!;
  // Whoever looks for it by name is about to answer.
  const isAnswering =
    status === "shopping" && tab.value === "find" && question?.about === "not-scanned";
  return (
    <div aria-live="assertive">
      {question === null || isAnswering ? null : (
        <Asking key={question.questionId} question={question} />
      )}
    </div>
  );
}

function Asking({ question }: { readonly question: Asked }) {
  const id = useId();
  const section = useRef<HTMLElement>(null);
  const { about, questionId } = question;
  const { answers, title, text } = useWording(question);
  // Fruit has none to scan. At the lane there is no page to find it on.
  const mayHaveNoCode = about === "not-scanned" && state.value!.status === "shopping";
  // Whoever is further down the page sees it, too.
  useEffect(() => section.current!.scrollIntoView({ block: "nearest" }), []);
  return (
    <section class="cart-question" aria-labelledby={id} ref={section}>
      <h2 id={id}>{title}</h2>
      <p>{text}</p>
      <div class="cart-answers">
        {ANSWERS[about].map((answer) => (
          <Fragment key={answer}>
            <Button onPress={() => sendAct({ kind: "answer", questionId, answer })}>
              {answers[answer]}
            </Button>
            {mayHaveNoCode && answer === "will-scan" ? <FindByName /> : null}
          </Fragment>
        ))}
      </div>
    </section>
  );
}

function FindByName() {
  return (
    <Button
      onPress={() => {
        tab.value = "find";
      }}
    >
      {words.texts.question.byName}
    </Button>
  );
}

/** An answer such as "Yes, it is" is of its question; all others are the same in each. */
function useWording({ about, lineId, weightG }: Asked) {
  const { locale } = useLocale();
  const texts = words.texts.question;
  const answers: Partial<Record<CartAnswer, string>> = {
    ...texts.answers,
    ...texts[about].answers,
  };
  if (about === "not-scanned") {
    const { title, text } = texts[about];
    return { answers, title, text: text(formatAbout(weightG ?? 0, locale)) };
  }
  if (about === "emptied") {
    const { title, text } = texts[about];
    return { answers, title, text };
  }
  const { lines } = state.value!;
  const line = lines.find((one) => one.lineId === lineId);
  const name = line?.name ?? texts.item;
  if (about === "not-in-cart") {
    const { title, text } = texts[about];
    return { answers, title: title(name), text: text(countAlike(lines, line)) };
  }
  const { title, text } = texts[about];
  return { answers, title: title(name), text };
}

/** Units of a line's product on the bill: which of its lines is meant nobody can tell. */
function countAlike(lines: readonly ScreenLine[], line: ScreenLine | undefined): number {
  const alike = lines.filter(({ gtin }) => gtin === line?.gtin);
  return Math.max(
    1,
    alike.reduce((units, { quantity }) => units + quantity, 0),
  );
}
