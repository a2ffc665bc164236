import { Button } from "@saunter/ui/components/button";
import { useState } from "preact/hooks";
import { CartLogo } from "../parts/cart-logo.tsx";
import { CodeCamera, hasCamera } from "../parts/code-camera.tsx";
import { hasBegun } from "../tab.ts";
import { forgetWishes } from "../wishes.ts";
import { words } from "../words.ts";

/** Whoever takes the cart says who pays, or goes on without. */
export function StartPage() {
  const [isLooking, setLooking] = useState(false);
  const texts = words.texts.start;
  return (
    <main class="cart-alone stack" id="page" tabIndex={-1}>
      <CartLogo />
      <h1>{texts.title}</h1>
      <p class="cart-lead">{texts.text}</p>
      {isLooking ? <CodeCamera /> : null}
      {!isLooking && hasCamera() ? (
        <Button class="wide" onPress={() => setLooking(true)}>
          {texts.camera}
        </Button>
      ) : null}
      <Button
        kind="main"
        class="wide"
        onPress={() => {
          forgetWishes();
          hasBegun.value = true;
        }}
      >
        {texts.begin}
      </Button>
      <p class="soft">{texts.beginText}</p>
    </main>
  );
}
