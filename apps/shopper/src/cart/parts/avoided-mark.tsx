import { Status } from "@saunter/ui/components/status";
import { nameAllergens } from "../name-allergens.ts";
import { findAvoided } from "../wishes.ts";
import { words } from "../words.ts";

/** Says which of the allergens that the shopper avoids a product has. */
export function AvoidedMark({ allergens }: { readonly allergens: readonly string[] }) {
  const avoided = findAvoided(allergens);
  if (avoided.length === 0) return null;
  return <Status tone="wrong">{words.texts.you.contains(nameAllergens(avoided))}</Status>;
}
