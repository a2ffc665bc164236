import { Button } from "@saunter/ui/components/button";
import { SetUp } from "../pages/your-sign-in/set-up.tsx";
import { findMe, signOut } from "../session.ts";
import { shop } from "../shop.ts";
import { words } from "../words.ts";
import { postpone } from "./postponed.ts";

/** Before anything else: whoever signs in with a password alone sets up more, now or where they may later. */
export function SetUpFirst({ isRequired }: { readonly isRequired: boolean }) {
  const t = words.texts.yourSignIn.first;
  return (
    <main class="alone wide">
      <div class="card pad stack your-sign-in">
        <h1>{t.title}</h1>
        <p>{isRequired ? t.required(shop.value!.name) : t.asked}</p>
        <SetUp onDone={findMe} />
        <div class="row">
          {isRequired ? null : (
            <Button kind="bare" onPress={postpone}>
              {t.notNow}
            </Button>
          )}
          <Button kind="bare" onPress={signOut}>
            {words.texts.signOut}
          </Button>
        </div>
      </div>
    </main>
  );
}
