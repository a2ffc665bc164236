import { Button } from "@saunter/ui/components/button";
import { Empty } from "@saunter/ui/components/notes";
import { useEffect, useState } from "preact/hooks";
import { Line } from "../parts/line.tsx";
import { sendAct, state } from "../session.ts";
import { words } from "../words.ts";

/** The newest line offers to be undone for so long. */
const NEW_MS = 15_000;

/** What is in the cart, the newest first. */
export function CartPage() {
  const { lines } = state.value!;
  const [openId, setOpenId] = useState<string | null>(null);
  const texts = words.texts.cart;
  const newestFirst = lines.toSorted((a, b) => b.scannedMs - a.scannedMs);
  const newId = useNew(newestFirst[0]?.lineId ?? null);
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

/** A line for as long as it is new: what was there when the page opened is not. */
function useNew(newestId: string | null): string | null {
  const [known, setKnown] = useState(newestId);
  useEffect(() => {
    if (newestId === known) return;
    const timer = setTimeout(() => setKnown(newestId), NEW_MS);
    return () => clearTimeout(timer);
  }, [newestId, known]);
  return newestId === known ? null : newestId;
}

function OwnThings() {
  const texts = words.texts.scale;
  return (
    <div class="cart-own">
      <p class="soft">{texts.ownText}</p>
      <Button onPress={() => sendAct({ kind: "own-things" })}>{texts.own}</Button>
    </div>
  );
}
