import { Status } from "@saunter/ui/components/status";
import { catalogue } from "../session.ts";
import { wishes } from "../wishes.ts";
import { words } from "../words.ts";

/** Says what the shopper wants a product to be labelled as, and it is not; what is no food says nothing of it. */
export function DietMark({ gtin }: { readonly gtin: string }) {
  const product = catalogue.value?.products.find((one) => one.gtin === gtin);
  const { diets, nutrition } = product ?? {};
  if (diets === undefined && nutrition === undefined) return null;
  const missing = wishes.value.diets.filter((diet) => diets?.includes(diet) !== true);
  if (missing.length === 0) return null;
  const texts = words.texts.you;
  const names = missing.map((diet) => texts.diets[diet]).join(", ");
  return <Status tone="warning">{texts.notLabelled(names)}</Status>;
}
