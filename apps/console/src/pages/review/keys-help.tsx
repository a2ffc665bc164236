import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";

const KEYS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [["1", "…", "9"], "choose the answer beside this key"],
  [["0"], "nothing was taken, or the receipt is right"],
  [["e"], "something else: choose the product and quantity"],
  [["s"], "skip: leave it to another reviewer"],
  [["u"], "undo the last decision, within ten seconds"],
  [["←", "→"], "move back and forward in time"],
  [["Space"], "play or pause the clip; p works too"],
  [[",", "."], "play slower or faster; < and > work too"],
  [["↑", "↓"], "next or previous interaction"],
  [["Enter"], "continue, if another reviewer has decided"],
  [["?"], "this"],
];

interface KeysHelpProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function KeysHelp({ isOpen, onClose }: KeysHelpProps) {
  return (
    <Dialog title="Keyboard shortcuts" isOpen={isOpen} onClose={onClose}>
      <dl class="review-help">
        {KEYS.map(([keys, does]) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p class="soft small">
        We charge nobody until ten seconds after your decision. If you lose the connection, we keep
        your decisions and send them later.
      </p>
      <Button kind="main" onPress={onClose}>
        Close
      </Button>
    </Dialog>
  );
}
