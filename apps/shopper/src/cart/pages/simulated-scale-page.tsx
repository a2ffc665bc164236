import type { ScreenAct } from "@saunter/protocol/smart-cart/screen";
import { Button } from "@saunter/ui/components/button";
import { ProductTile } from "@saunter/ui/components/product-tile";
import { SelectField } from "@saunter/ui/components/select-field";
import { useState } from "preact/hooks";
import { catalogue, sendAct, state } from "../session.ts";
import { words } from "../words.ts";

type Fault = Extract<ScreenAct, { kind: "simulate-fault" }>["fault"];
const FAULTS = ["none", "unplugged", "frozen", "saturated", "negative", "rolling"] as const;

interface Thing {
  readonly name: string;
  readonly gtin: string | null;
  readonly weightG: number;
}

const GOODS_MAX = 12;
const BAG_G = 640;
const DRAGGED_AS = "application/x-saunter-thing";

/** In a demonstration: a shelf, and the scale that its goods are dragged onto, scanned or not. */
export function SimulatedScalePage() {
  const [fault, setFault] = useState<Fault>("none");
  const texts = words.texts.simulate;
  return (
    <>
      <h1>{texts.title}</h1>
      <p>{texts.text}</p>
      <SelectField
        label={texts.fault}
        value={fault}
        onValue={(value) => {
          setFault(value as Fault);
          void sendAct({ kind: "simulate-fault", fault: value as Fault });
        }}
      >
        {FAULTS.map((one) => (
          <option key={one} value={one}>
            {texts.faults[one]}
          </option>
        ))}
      </SelectField>
      <Basket />
      <ShelfOfThings />
    </>
  );
}

const put = ({ name, gtin, weightG }: Thing) =>
  sendAct({ kind: "simulate-put", thingId: crypto.randomUUID(), name, gtin, weightG });

function Basket() {
  const inside = state.value!.simulated!;
  const texts = words.texts.simulate;
  return (
    <section
      class="cart-basket"
      aria-label={texts.inside}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const dragged = event.dataTransfer!.getData(DRAGGED_AS);
        if (dragged !== "") void put(JSON.parse(dragged) as Thing);
      }}
    >
      <h2>{texts.inside}</h2>
      <div class="cart-answers">
        {inside.map(({ thingId, name }) => (
          <Button
            key={thingId}
            aria-label={texts.take(name)}
            onPress={() => sendAct({ kind: "simulate-take", thingId })}
          >
            {name}
          </Button>
        ))}
      </div>
    </section>
  );
}

function ShelfOfThings() {
  const texts = words.texts.simulate;
  const goods = catalogue.value?.products.filter(({ weight }) => weight !== null) ?? [];
  const things: readonly Thing[] = [
    ...goods
      .slice(0, GOODS_MAX)
      .map(({ name, gtin, weight }) => ({ name, gtin, weightG: weight!.meanG })),
    { name: texts.bag, gtin: null, weightG: BAG_G },
  ];
  return (
    <section class="stack">
      <h2>{texts.shelf}</h2>
      <ul class="cart-choices">
        {things.map((thing) => (
          <ThingCard key={thing.gtin ?? "bag"} thing={thing} />
        ))}
      </ul>
    </section>
  );
}

function ThingCard({ thing }: { readonly thing: Thing }) {
  const { name, gtin } = thing;
  const texts = words.texts.simulate;
  return (
    <li
      class="cart-choice"
      draggable
      onDragStart={(event) => event.dataTransfer!.setData(DRAGGED_AS, JSON.stringify(thing))}
    >
      <ProductTile gtin={gtin ?? ""} name={name} size="large" />
      <strong dir="auto">{name}</strong>
      {gtin === null ? null : (
        <Button onPress={() => sendAct({ kind: "scan", code: gtin })}>{texts.scan(name)}</Button>
      )}
      <Button onPress={() => put(thing)}>{texts.put(name)}</Button>
    </li>
  );
}
