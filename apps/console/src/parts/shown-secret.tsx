import { Button } from "@saunter/ui/components/button";
import { toast } from "@saunter/ui/components/toasts";
import type { ComponentChildren } from "preact";
import { words } from "../words.ts";
import "./shown-secret.css";

interface ShownSecretProps {
  /** Null: the answer with it was lost, and the shop does not say it again. */
  readonly secret: string | null;
  /** How to make another, as in "Choose New key for Books". */
  readonly another: string;
  /** Whose it is, and where it goes. */
  readonly children: ComponentChildren;
}

/** A key or secret as it is shown once. */
export function ShownSecret({ secret, another, children }: ShownSecretProps) {
  const texts = words.texts.parts.secret;
  if (secret === null) {
    return (
      <p class="note wrong" role="alert">
        {texts.lost(another)}
      </p>
    );
  }
  return (
    <div class="stack">
      <p>{children}</p>
      <code class="shown-secret">{secret}</code>
      <Button
        kind="main"
        onPress={async () => {
          await navigator.clipboard.writeText(secret);
          toast(texts.copied);
        }}
      >
        {texts.copy}
      </Button>
    </div>
  );
}
