import { Button } from "@saunter/ui/components/button";
import { toast } from "@saunter/ui/components/toasts";
import { words } from "../../words.ts";

interface CopiedTextProps {
  readonly label: string;
  readonly text: string;
}

/** Lines to copy into a file. */
export function CopiedText({ label, text }: CopiedTextProps) {
  const t = words.texts.devices;
  return (
    <figure class="copied-text">
      <figcaption class="unseen">{label}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard */}
      <pre tabIndex={0} dir="ltr">
        {text}
      </pre>
      <Button
        onPress={async () => {
          await navigator.clipboard.writeText(text);
          toast(t.copied);
        }}
      >
        {t.copy}
      </Button>
    </figure>
  );
}
