import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";

const KEYS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [["1", "…", "9"], "decide: each choice has its key beside it"],
  [["0"], "decide that nothing was moved, or all is right"],
  [["e"], "something else: name the product and how many"],
  [["s"], "leave it to somebody else"],
  [["u"], "take the last decision back, for ten seconds"],
  [["←", "→"], "back and forth through the seconds around it"],
  [["p"], "play what a camera saw, and hold it"],
  [[",", "."], "play it slower, and faster; < and > do so, too"],
  [["↑", "↓"], "another interaction, where there are several"],
  [["Enter"], "go on, when somebody else has decided it"],
  [["?"], "this"],
];

interface KeysHelpProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function KeysHelp({ isOpen, onClose }: KeysHelpProps) {
  return (
    <Dialog title="Keys" isOpen={isOpen} onClose={onClose}>
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
        Nothing is charged before ten seconds have passed. Without a connection decisions are kept,
        and sent once.
      </p>
      <Button kind="main" onPress={onClose}>
        Close
      </Button>
    </Dialog>
  );
}
