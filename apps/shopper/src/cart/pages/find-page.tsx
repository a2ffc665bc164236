import type { ScreenState } from "@saunter/protocol/smart-cart/screen";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { Empty } from "@saunter/ui/components/notes";
import { ProductTile } from "@saunter/ui/components/product-tile";
import { formatMoney } from "@saunter/ui/format";
import { useEffect, useRef, useState } from "preact/hooks";
import { formatWeight } from "../amounts.ts";
import { nameAllergens } from "../name-allergens.ts";
import { AvoidedMark } from "../parts/avoided-mark.tsx";
import { CodeCamera, hasCamera } from "../parts/code-camera.tsx";
import { ConfirmedAct } from "../parts/confirmed-act.tsx";
import { DietMark } from "../parts/diet-mark.tsx";
import { catalogue, sendAct, state } from "../session.ts";
import { tab } from "../tab.ts";
import { takeCode } from "../take-code.ts";
import { findAvoided } from "../wishes.ts";
import { words } from "../words.ts";

type Choice = ScreenState["choices"][number];

/** Nobody has finished a word sooner. */
const SEARCH_AFTER_MS = 250;
/** Digits of a code, and no number of fruit or vegetables. */
const CODE = /^\d{8,}$/;

/** Goods without a code, or with one that does not scan: by name, number, picture, or camera. */
export function FindPage() {
  const [text, setText] = useState("");
  const [isLooking, setLooking] = useState(false);
  const texts = words.texts.find;
  const wanted = text.trim();
  useEffect(() => {
    const timer = setTimeout(() => void sendAct({ kind: "search", text: wanted }), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  return (
    <>
      <h1>{texts.title}</h1>
      <p class="soft">{texts.hint}</p>
      <form
        class="cart-search"
        onSubmit={(event) => {
          event.preventDefault();
          if (!CODE.test(wanted)) return;
          setText("");
          void takeCode(wanted);
        }}
      >
        <Field
          label={texts.search}
          type="search"
          autoComplete="off"
          maxLength={200}
          value={text}
          onValue={setText}
        />
        {CODE.test(wanted) ? (
          <Button kind="main" type="submit">
            {texts.enter}
          </Button>
        ) : null}
        {hasCamera() ? (
          <Button onPress={() => setLooking(!isLooking)}>
            {isLooking ? texts.stopCamera : texts.camera}
          </Button>
        ) : null}
      </form>
      {isLooking ? <CodeCamera /> : null}
      <Choices isAsked={wanted !== "" && !CODE.test(wanted)} />
      <Container />
    </>
  );
}

function Choices({ isAsked }: { readonly isAsked: boolean }) {
  const { choices } = state.value!;
  const [warned, setWarned] = useState<Choice | null>(null);
  const texts = words.texts.find;
  const add = async (choice: Choice): Promise<void> => {
    const { gtin } = choice;
    const isTaken = await sendAct(
      choice.isWeighed ? { kind: "weigh", gtin } : { kind: "choose", gtin, quantity: 1 },
    );
    if (isTaken) tab.value = "cart";
  };
  if (warned !== null) {
    return <Warning choice={warned} onAdd={() => add(warned)} onLeave={() => setWarned(null)} />;
  }
  if (choices.length === 0) {
    return isAsked ? <Empty title={texts.none}>{texts.noneText}</Empty> : null;
  }
  return (
    <>
      {choices.some(({ isWeighed }) => isWeighed) ? <Weighing /> : null}
      <ul class="cart-choices">
        {choices.map((choice) => (
          <ChoiceCard
            key={choice.gtin}
            choice={choice}
            onAdd={() =>
              findAvoided(allergensOf(choice.gtin)).length > 0 ? setWarned(choice) : add(choice)
            }
          />
        ))}
      </ul>
    </>
  );
}

function allergensOf(gtin: string): readonly string[] {
  return catalogue.value?.products.find((one) => one.gtin === gtin)?.allergens ?? [];
}

interface ChoiceCardProps {
  readonly choice: Choice;
  readonly onAdd: () => unknown;
}

function ChoiceCard({ choice: { gtin, name, isWeighed, unitMinor }, onAdd }: ChoiceCardProps) {
  const { locale } = useLocale();
  const { bill, scale } = state.value!;
  const { cart, find } = words.texts;
  const price =
    unitMinor === null || bill.currency === null
      ? null
      : formatMoney(unitMinor, bill.currency, locale);
  return (
    <li class="cart-choice">
      <ProductTile gtin={gtin} name={name} size="large" />
      <strong dir="auto">{name}</strong>
      <span>{price === null ? cart.noPrice : isWeighed ? cart.perKilogram(price) : price}</span>
      <AvoidedMark allergens={allergensOf(gtin)} />
      <DietMark gtin={gtin} />
      <Button
        kind="main"
        aria-label={`${isWeighed ? find.weigh : find.add}: ${name}`}
        disabled={isWeighed && !(scale.status === "ready" && scale.isStable)}
        onPress={onAdd}
      >
        {isWeighed ? find.weigh : find.add}
      </Button>
    </li>
  );
}

/** Goods by weight have no price before the scale is steady. */
function Weighing() {
  const { locale } = useLocale();
  const { divisionG, isStable, unscannedG } = state.value!.scale;
  const { scale, find } = words.texts;
  return (
    <div class="cart-weighing" role="status">
      <p>{find.putIn}</p>
      {!isStable ? (
        <p class="cart-lead">{find.standStill}</p>
      ) : unscannedG === null ? null : (
        <p class="cart-lead">{scale.shows(formatWeight(unscannedG, divisionG, locale))}</p>
      )}
    </div>
  );
}

interface WarningProps {
  readonly choice: Choice;
  readonly onAdd: () => Promise<void>;
  readonly onLeave: () => void;
}

function Warning({ choice: { gtin, name }, onAdd, onLeave }: WarningProps) {
  const texts = words.texts.find;
  const section = useRef<HTMLElement>(null);
  // The button that was pressed is gone: keys go on here.
  useEffect(() => section.current!.querySelector("button")!.focus(), []);
  return (
    <section class="note wrong" role="alert" ref={section}>
      <strong>{texts.offLimits(name, nameAllergens(findAvoided(allergensOf(gtin))))}</strong>
      <div class="cart-answers">
        <Button kind="main" onPress={onLeave}>
          {texts.leave}
        </Button>
        <Button onPress={onAdd}>{texts.addAnyway}</Button>
      </div>
    </section>
  );
}

function Container() {
  const { container, containerNoted, containerText } = words.texts.find;
  return (
    <ConfirmedAct
      act={{ kind: "tare", weightG: null }}
      label={container}
      text={containerText}
      done={containerNoted}
    />
  );
}
