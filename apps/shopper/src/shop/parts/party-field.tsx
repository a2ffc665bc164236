import { theFacts } from "../facts.ts";
import { words } from "../words.ts";
import { Stepper } from "./stepper.tsx";

interface PartyFieldProps {
  readonly value: number;
  readonly onValue: (value: number) => void;
}

/** How many people come in together; nothing in a shop that admits one at a time. */
export function PartyField({ value, onValue }: PartyFieldProps) {
  const t = words.texts.enter;
  const { shop, terms } = theFacts();
  if (terms.partyMax <= 1) return null;
  // One person walks around in a demonstration: there is nobody to be the others.
  const max = shop.isDemonstration ? 1 : terms.partyMax;
  return (
    <>
      <Stepper
        label={t.party}
        value={value}
        min={1}
        max={max}
        onValue={onValue}
        fewer={t.fewer}
        more={t.more}
        text={t.people(value)}
      />
      {max > 1 ? null : <p class="soft small">{words.texts.demo.alone}</p>}
    </>
  );
}
