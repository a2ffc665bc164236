import { Button } from "@saunter/ui/components/button";
import { Icon } from "@saunter/ui/components/icon";
import { HandHelping } from "lucide";
import { sendAct, state } from "../session.ts";
import { words } from "../words.ts";

/** Calls staff, and says that they were called. */
export function HelpButton() {
  const { help } = state.value!;
  const texts = words.texts.help;
  if (help === "none") {
    return (
      <Button onPress={() => sendAct({ kind: "call-help" })}>
        <Icon node={HandHelping} size={28} />
        {texts.call}
      </Button>
    );
  }
  return (
    <div class="cart-help">
      <p role="status">
        <strong>{help === "called" ? texts.called : texts.coming}</strong>
      </p>
      <Button onPress={() => sendAct({ kind: "cancel-help" })}>{texts.cancel}</Button>
    </div>
  );
}
