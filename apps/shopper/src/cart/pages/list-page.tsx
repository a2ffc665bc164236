import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { Icon } from "@saunter/ui/components/icon";
import { Empty } from "@saunter/ui/components/notes";
import { QrCode } from "@saunter/ui/components/qr-code";
import { Status } from "@saunter/ui/components/status";
import { Trash2 } from "lucide";
import { useState } from "preact/hooks";
import { LIST_ITEM_CHARS_MAX } from "../limits.ts";
import { addToList, dropFromList } from "../list.ts";
import { makeListLink } from "../list-code.ts";
import { catalogue, state } from "../session.ts";
import { words } from "../words.ts";

const SUGGESTIONS_MAX = 4;

/** What somebody means to buy: it ticks itself off. */
export function ListPage() {
  const { list } = state.value!;
  const texts = words.texts.list;
  const left = list.filter(({ isInCart }) => !isInCart).length;
  return (
    <>
      <h1>{texts.title}</h1>
      <NewItem />
      {list.length === 0 ? (
        <Empty title={texts.empty}>{texts.emptyText}</Empty>
      ) : (
        <>
          <p role="status">{texts.left(left)}</p>
          <ul class="cart-lines">
            {list.map(({ itemId, text, isInCart }) => (
              <li key={itemId} class={isInCart ? "cart-item done" : "cart-item"}>
                <span class="cart-item-text" dir="auto">
                  {text}
                </span>
                <Status tone={isInCart ? "sure" : "plain"}>
                  {isInCart ? texts.inCart : texts.missing}
                </Status>
                <Button aria-label={texts.remove(text)} onPress={() => dropFromList(itemId)}>
                  <Icon node={Trash2} size={28} />
                </Button>
              </li>
            ))}
          </ul>
          <Share />
        </>
      )}
    </>
  );
}

function NewItem() {
  const [text, setText] = useState("");
  const texts = words.texts.list;
  const wanted = text.trim();
  const add = async (name: string, gtin: string | null): Promise<void> => {
    setText("");
    await addToList([{ text: name, gtin }]);
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== "") void add(wanted, null);
      }}
    >
      <div class="cart-search">
        <Field
          label={texts.item}
          autoComplete="off"
          maxLength={LIST_ITEM_CHARS_MAX}
          value={text}
          onValue={setText}
        />
        <Button kind="main" type="submit" disabled={wanted === ""}>
          {texts.add}
        </Button>
      </div>
      <div class="cart-answers">
        {findSuggestions(wanted).map(({ gtin, name }) => (
          <Button key={gtin} onPress={() => add(name, gtin)}>
            {name}
          </Button>
        ))}
      </div>
    </form>
  );
}

function findSuggestions(wanted: string) {
  if (wanted.length < 2) return [];
  const products = catalogue.value?.products ?? [];
  return products
    .filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()))
    .slice(0, SUGGESTIONS_MAX);
}

function Share() {
  const [isOpen, setOpen] = useState(false);
  const texts = words.texts.list;
  if (!isOpen) return <Button onPress={() => setOpen(true)}>{texts.share}</Button>;
  return (
    <div class="cart-receipt">
      <QrCode text={makeListLink(`${location.origin}/`, state.value!.list)} label={texts.share} />
      <p>{texts.shareText}</p>
    </div>
  );
}
