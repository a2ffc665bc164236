import { Button } from "@saunter/ui/components/button";
import { sendAct, state } from "../session.ts";
import { words } from "../words.ts";

/** Why the last code or act was not taken, until it is closed. */
export function Notice() {
  const notice = state.value?.notice ?? null;
  return (
    <div role="alert">
      {notice === null ? null : (
        <div class="cart-notice">
          <p>
            <strong dir="auto">{notice.text}</strong> {words.texts.notice[notice.code]}
          </p>
          <Button onPress={() => sendAct({ kind: "dismiss-notice", noticeId: notice.noticeId })}>
            {words.texts.close}
          </Button>
        </div>
      )}
    </div>
  );
}
