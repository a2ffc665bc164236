import type { ScreenAct } from "@saunter/protocol/smart-cart/screen";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { ProductTile } from "@saunter/ui/components/product-tile";
import { SelectField } from "@saunter/ui/components/select-field";
import { useMemo, useState } from "preact/hooks";
import { formatAbout } from "../amounts.ts";
import { catalogue, sendAct, state } from "../session.ts";
import { words } from "../words.ts";
import { Barcode } from "./barcode.tsx";
import "./bench.css";
import { CHEATS, findBait, play } from "./cheats.ts";
import { chooseGoods, putIn, type Thing, toThing } from "./shelf.ts";

type Fault = Extract<ScreenAct, { kind: "simulate-fault" }>["fault"];
const FAULTS = [
  ...["none", "rolling", "leaning", "unplugged", "frozen", "saturated", "negative"],
] as readonly Fault[];

const GOODS_MAX = 10;
const BAG_G = 640;
const DRAGGED_AS = "application/x-saunter-thing";

/** In a demonstration, beside the tablet: a shelf, and the scale that its goods are put onto, scanned or not. */
export function Bench() {
  const texts = words.texts.simulate;
  return (
    <div class="bench stack">
      <h1>{texts.title}</h1>
      <p>{texts.text}</p>
      <Basket />
      <Certainty />
      <ShelfOfGoods />
      <Cheats />
      <ScaleState />
      <Ways />
    </div>
  );
}

/** What lies in the cart in truth, and where things are dropped. */
function Basket() {
  const { scale, simulated } = state.value!;
  const { locale } = useLocale();
  const texts = words.texts.simulate;
  const { weightG } = scale;
  return (
    <section
      class="bench-basket"
      aria-label={texts.inside}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const dragged = event.dataTransfer!.getData(DRAGGED_AS);
        if (dragged !== "") void putIn(JSON.parse(dragged) as Thing);
      }}
    >
      <h2>{texts.inside}</h2>
      <p class="soft">
        {weightG === null ? words.texts.scale.settling : formatAbout(weightG, locale)}
      </p>
      <div class="cart-answers">
        {simulated!.map(({ thingId, name }) => (
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

/** What staff see of it and a shopper does not. */
function Certainty() {
  const { certainty } = state.value!;
  const { locale } = useLocale();
  const texts = words.texts.simulate.certainty;
  if (certainty === null) return null;
  const percent = new Intl.NumberFormat(locale, { style: "percent" });
  const rows = [
    [texts.exact, certainty.exact],
    [texts.missing, certainty.missing],
    [texts.tooMuch, certainty.tooMuch],
  ] as const;
  return (
    <section class="bench-certain" aria-labelledby="certainty">
      <h2 id="certainty">{texts.title}</h2>
      <dl class="bench-certainty">
        {rows.map(([name, share]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <meter value={share} aria-label={name} /> {percent.format(share)}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Cheats() {
  const texts = words.texts.simulate;
  const bait = useMemo(() => findBait(catalogue.value?.products ?? []), [catalogue.value]);
  if (bait === null) return null;
  return (
    <section class="stack tight" aria-labelledby="cheats">
      <h2 id="cheats">{texts.cheat}</h2>
      <p class="soft">{texts.cheatText}</p>
      <div class="cart-answers">
        {CHEATS.map((cheat) => (
          <Button key={cheat} onPress={() => play(cheat, bait)}>
            {texts.cheats[cheat]}
          </Button>
        ))}
      </div>
    </section>
  );
}

function ShelfOfGoods() {
  const [text, setText] = useState("");
  const texts = words.texts.simulate;
  const bag = { name: texts.bag, gtin: null, weightG: BAG_G };
  const goods = chooseGoods(catalogue.value?.products ?? [], text, GOODS_MAX);
  return (
    <section class="stack" aria-labelledby="shelf">
      <h2 id="shelf">{texts.shelf}</h2>
      <Field label={texts.search} type="search" autoComplete="off" value={text} onValue={setText} />
      <ul class="bench-goods">
        {goods.map((product) => (
          <ThingCard key={product.gtin} {...product} make={() => toThing(product)} />
        ))}
        <ThingCard {...bag} make={() => bag} />
      </ul>
    </section>
  );
}

interface ThingCardProps {
  readonly name: string;
  readonly gtin: string | null;
  /** One of them. */
  readonly make: () => Thing;
}

function ThingCard({ name, gtin, make }: ThingCardProps) {
  const texts = words.texts.simulate;
  return (
    <li
      draggable
      onDragStart={(event) => event.dataTransfer!.setData(DRAGGED_AS, JSON.stringify(make()))}
    >
      <ProductTile gtin={gtin ?? ""} name={name} />
      <span dir="auto">{name}</span>
      {gtin === null ? null : (
        <Button
          aria-label={`${texts.scan}: ${name}`}
          onPress={() => sendAct({ kind: "scan", code: gtin })}
        >
          <Barcode gtin={gtin} />
          {texts.scan}
        </Button>
      )}
      <Button aria-label={`${texts.put}: ${name}`} onPress={() => putIn(make())}>
        {texts.put}
      </Button>
    </li>
  );
}

function ScaleState() {
  const [fault, setFault] = useState<Fault>("none");
  const texts = words.texts.simulate;
  return (
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
  );
}

/** To the rest of the shop that the cart is of. */
function Ways() {
  const { shopUrl } = state.value!;
  const texts = words.texts.simulate;
  if (shopUrl === null) return null;
  return (
    <nav class="stack tight" aria-label={texts.ways}>
      <a class="button" href={`${shopUrl}/cart/demo-customer`}>
        {texts.code}
      </a>
      <a class="button" href={`${shopUrl}/shop/enter`} target="_blank" rel="noreferrer">
        {texts.phone}
      </a>
      <a class="button" href={`${shopUrl}/console/carts`} target="_blank" rel="noreferrer">
        {texts.staff}
      </a>
    </nav>
  );
}
