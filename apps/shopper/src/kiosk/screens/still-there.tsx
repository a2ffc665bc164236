import { Button } from "@saunter/ui/components/button";
import { words } from "../words.ts";

/** Whoever still reads says so by touching anything. */
export function StillThere({ leftMs }: { readonly leftMs: number }) {
  const texts = words.texts.idle;
  return (
    <div class="kiosk-idle" role="alertdialog" aria-label={texts.title}>
      <div class="stack">
        <h2>{texts.title}</h2>
        <p>{texts.text(Math.ceil(leftMs / 1000))}</p>
        <Button kind="main" class="roomy">
          {texts.stay}
        </Button>
      </div>
    </div>
  );
}
