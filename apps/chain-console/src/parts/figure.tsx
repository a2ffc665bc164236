import { words } from "../words.ts";

/** A number with its name. Null: there is nothing to compute it from. */
export function Figure({ name, value }: { readonly name: string; readonly value: string | null }) {
  return (
    <div class="card pad figure-card">
      <h2 class="small soft">{name}</h2>
      <p>{value ?? words.texts.none}</p>
    </div>
  );
}
