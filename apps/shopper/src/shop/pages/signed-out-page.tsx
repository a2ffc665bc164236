import { PasskeySignIn } from "../parts/passkey-sign-in.tsx";
import { words } from "../words.ts";

/** In place of a page that is somebody's own, while nobody is signed in. */
export function SignedOutPage() {
  const t = words.texts.signedOut;
  return (
    <div class="stack roomy">
      <h1>{t.title}</h1>
      <p>{t.text}</p>
      <PasskeySignIn />
      <a href="/shop/">{t.start}</a>
    </div>
  );
}
