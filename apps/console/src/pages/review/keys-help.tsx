import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { NOTHING_KEY } from "@saunter/ui/review/keyed-choices";
import { words } from "../../words.ts";
import { ELSE_KEY, LEAVE_KEY, UNDO_KEY } from "./review-keys.ts";

interface KeysHelpProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function KeysHelp({ isOpen, onClose }: KeysHelpProps) {
  const texts = words.texts.review.keys;
  const rows: readonly (readonly [keys: readonly string[], does: string])[] = [
    [["1", "…", "9"], texts.choose],
    [[NOTHING_KEY], texts.nothing],
    [[ELSE_KEY], texts.other],
    [[LEAVE_KEY], texts.skip],
    [[UNDO_KEY], texts.undo],
    [["←", "→"], texts.time],
    [[texts.space], texts.play],
    [[",", "."], texts.speed],
    [["↑", "↓"], texts.interaction],
    [[texts.enter], texts.goOn],
    [["?"], texts.list],
  ];
  return (
    <Dialog title={texts.title} isOpen={isOpen} onClose={onClose}>
      <dl class="review-help">
        {rows.map(([keys, does]) => (
          <div key={does}>
            <dt>
              <span dir="ltr">
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </span>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p class="soft small">{texts.text}</p>
      <Button kind="main" onPress={onClose}>
        {texts.close}
      </Button>
    </Dialog>
  );
}
