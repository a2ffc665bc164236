import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { ProblemNote } from "@saunter/ui/components/notes";
import { useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { words } from "../../words.ts";
import type { Change, OfferItem } from "./goods-lists.ts";
import { OFFER_NUMBERS, type OfferTexts, openTexts, readTexts } from "./offer-texts.ts";
import type { Goods, LoadedGoods } from "./use-goods.ts";

const KINDS = ["multibuy", "cheapest-free", "percentage"] as const;

interface OfferFormProps {
  readonly offer: OfferItem;
  readonly goods: Goods;
  readonly change: LoadedGoods["change"];
  readonly onDone: () => void;
}

/** One offer. What is wrong with it is said by the shop itself. */
export function OfferForm({ offer, goods, change, onDone }: OfferFormProps) {
  const isNew = offer.id === "";
  const { locale } = useLocale();
  const t = words.texts.goods.offer;
  const { save, remove, saved, removed, from, until } = words.texts.goods;
  const [kind, setKind] = useState(offer.kind);
  const [texts, setTexts] = useState<OfferTexts>(() => openTexts(offer, locale));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => listChosen(offer));
  const [isMembers, setMembers] = useState(offer.membersOnly);
  const [problem, setProblem] = useState<Problem | null>(null);
  const key = isNew ? makeId(texts.name) : offer.id;
  const send = async (one: Change, done: string): Promise<void> => {
    const refused = await change([one], done);
    setProblem(refused);
    if (refused === null) onDone();
  };
  const field = (name: keyof OfferTexts, label: string, hint?: string) => (
    <Field
      label={label}
      value={texts[name]}
      inputMode={OFFER_NUMBERS.has(name) ? "decimal" : "text"}
      onValue={(value) => setTexts({ ...texts, [name]: value })}
      {...(hint === undefined ? {} : { hint })}
    />
  );
  const item = toItem(key, kind, readTexts(texts, locale), chosen, isMembers);
  return (
    <div class="stack">
      <Choices
        label={t.type}
        choices={KINDS.map((one) => [one, t.kinds[one]] as const)}
        value={kind}
        onChoose={setKind}
      />
      <div class="form-grid">
        {field("name", t.name)}
        {kind === "percentage" ? null : field("quantity", t.quantity)}
        {kind === "multibuy" ? field("price", t.price) : null}
        {kind === "percentage" ? field("percent", t.percent) : null}
        {field("from", from, t.fromHint)}
        {field("until", until, t.untilHint)}
      </div>
      <label class="row">
        <input
          type="checkbox"
          checked={isMembers}
          onChange={(event) => setMembers(event.currentTarget.checked)}
        />
        {t.membersOnly}
      </label>
      <ChosenGoods goods={goods} chosen={chosen} onChosen={setChosen} />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <div class="row apart">
        <Button
          kind="main"
          disabled={key === ""}
          onPress={() => send({ kind: "offer", key, change: "put", item }, saved(texts.name))}
        >
          {save}
        </Button>
        {isNew ? null : (
          <Button
            kind="grave"
            onPress={() =>
              send({ kind: "offer", key, change: "remove", item: null }, removed(offer.name))
            }
          >
            {remove}
          </Button>
        )}
      </div>
    </div>
  );
}

interface ChosenGoodsProps {
  readonly goods: Goods;
  readonly chosen: ReadonlySet<string>;
  readonly onChosen: (chosen: ReadonlySet<string>) => void;
}

/** Boxes that are drawn at once. */
const SHOWN_MAX = 60;

/** Kinds and products, as boxes: "category x" and "gtin y". What was chosen at first comes first. */
function ChosenGoods({ goods, chosen, onChosen }: ChosenGoodsProps) {
  const t = words.texts.goods;
  const [search, setSearch] = useState("");
  const [first] = useState(chosen);
  const categories = [...new Set(goods.catalogue.flatMap(({ category }) => category ?? []))];
  const boxes = [
    ...categories.map((category) => [`category ${category}`, t.allOf(category)] as const),
    ...goods.catalogue.map(({ gtin, name }) => [`gtin ${gtin}`, name] as const),
  ].toSorted(([a], [b]) => Number(first.has(b)) - Number(first.has(a)));
  const typed = search.toLowerCase();
  const found = boxes.filter(([value, name]) => `${name} ${value}`.toLowerCase().includes(typed));
  const choose = (value: string, isChosen: boolean): void => {
    const next = new Set(chosen);
    if (isChosen) next.add(value);
    else next.delete(value);
    onChosen(next);
  };
  return (
    <fieldset class="goods-choice">
      <legend>{t.offer.goods}</legend>
      {boxes.length <= SHOWN_MAX ? null : (
        <Field label={t.offer.find} type="search" value={search} onValue={setSearch} />
      )}
      <div class="goods-boxes">
        {found.slice(0, SHOWN_MAX).map(([value, name]) => (
          <label key={value} class="row" title={name}>
            <input
              type="checkbox"
              checked={chosen.has(value)}
              onChange={(event) => choose(value, event.currentTarget.checked)}
            />
            <span class="two-lines">{t.named(name)}</span>
          </label>
        ))}
      </div>
      <p class="soft small" role="status">
        {found.length <= SHOWN_MAX
          ? t.offer.selected(chosen.size)
          : t.offer.selectedOfMore(chosen.size, found.length - SHOWN_MAX)}
      </p>
    </fieldset>
  );
}

function listChosen({ gtins = [], categories = [] }: OfferItem): ReadonlySet<string> {
  return new Set([
    ...categories.map((category) => `category ${category}`),
    ...gtins.map((gtin) => `gtin ${gtin}`),
  ]);
}

/** "3 waters for £2.50" is 3-waters-for-2-50. */
function makeId(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

function toItem(
  id: string,
  kind: OfferItem["kind"],
  texts: OfferTexts,
  chosen: ReadonlySet<string>,
  membersOnly: boolean,
): Record<string, unknown> {
  const listOf = (prefix: string): string[] =>
    [...chosen].filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
  const [gtins, categories] = [listOf("gtin "), listOf("category ")];
  return {
    kind,
    id,
    name: texts.name,
    membersOnly,
    ...(kind === "percentage" ? { percent: texts.percent } : { quantity: Number(texts.quantity) }),
    ...(kind === "multibuy" ? { price: texts.price } : {}),
    ...(texts.from === "" ? {} : { from: texts.from }),
    ...(texts.until === "" ? {} : { until: texts.until }),
    ...(gtins.length === 0 ? {} : { gtins }),
    ...(categories.length === 0 ? {} : { categories }),
  };
}
