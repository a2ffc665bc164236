import { Button } from "@saunter/ui/components/button";
import { SetUp } from "../pages/your-sign-in/set-up.tsx";
import { findMe, signOut } from "../session.ts";
import { shop } from "../shop.ts";
import { postpone } from "./postponed.ts";

/** Before anything else: whoever signs in with a password alone sets up more, now or where they may later. */
export function SetUpFirst({ isRequired }: { readonly isRequired: boolean }) {
  return (
    <main class="alone wide">
      <div class="card pad stack your-sign-in">
        <h1>Protect your sign-in</h1>
        <p>
          {isRequired
            ? `${shop.value!.name} requires a second factor. Set one up to continue.`
            : "You can run this shop: its money, prices and people. Your password alone is all that keeps others from it."}
        </p>
        <SetUp onDone={findMe} />
        <div class="row">
          {isRequired ? null : (
            <Button kind="bare" onPress={postpone}>
              Not now
            </Button>
          )}
          <Button kind="bare" onPress={signOut}>
            Sign out
          </Button>
        </div>
      </div>
    </main>
  );
}
