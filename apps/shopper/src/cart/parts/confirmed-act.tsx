import type { ScreenAct } from "@saunter/protocol/smart-cart/screen";
import { Button } from "@saunter/ui/components/button";
import { useState } from "preact/hooks";
import { sendAct } from "../session.ts";

interface ConfirmedActProps {
  readonly act: ScreenAct;
  readonly label: string;
  /** What to do first; and that it was taken, which nothing else on the page shows. */
  readonly text: string;
  readonly done: string;
}

export function ConfirmedAct({ act, done, label, text }: ConfirmedActProps) {
  const [isDone, setDone] = useState(false);
  return (
    <div class="cart-own">
      <p class="soft" role="status">
        {isDone ? done : text}
      </p>
      <Button onPress={async () => setDone(await sendAct(act))}>{label}</Button>
    </div>
  );
}
