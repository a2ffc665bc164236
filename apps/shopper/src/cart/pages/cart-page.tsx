import { Empty } from "@saunter/ui/components/notes";
import { useState } from "preact/hooks";
import { ConfirmedAct } from "../parts/confirmed-act.tsx";
import { Line } from "../parts/line.tsx";
import { newLineId, state } from "../session.ts";
import { words } from "../words.ts";

/** What is in the cart, the newest first. */
export function CartPage() {
  const { lines } = state.value!;
  const [openId, setOpenId] = useState<string | null>(null);
  const texts = words.texts.cart;
  const newestFirst = lines.toSorted((a, b) => b.scannedMs - a.scannedMs);
  const newId = newLineId.value;
  const added = newestFirst.find(({ lineId }) => lineId === newId);
  return (
    <>
      <h1>{texts.title}</h1>
      <p class="unseen" role="status">
        {added === undefined ? "" : texts.added(added.name)}
      </p>
      {lines.length === 0 ? (
        <Empty title={texts.empty}>{texts.emptyText}</Empty>
      ) : (
        <ul class="cart-lines">
          {newestFirst.map((line) => (
            <Line
              key={line.lineId}
              line={line}
              isNew={line.lineId === newId}
              isOpen={line.lineId === openId}
              onToggle={() => setOpenId(line.lineId === openId ? null : line.lineId)}
            />
          ))}
        </ul>
      )}
      <OwnThings />
    </>
  );
}

function OwnThings() {
  const { own, ownNoted, ownText } = words.texts.scale;
  return <ConfirmedAct act={{ kind: "own-things" }} label={own} text={ownText} done={ownNoted} />;
}
