import type { ChainAnswer } from "@saunter/client/chain-api";
import { Status } from "@saunter/ui/components/status";
import { words } from "../words.ts";

export type Comparison = ChainAnswer<"POST /v1/versions/compare">;
type ItemChange = Comparison["items"][number];

/** Legal changes first, then how much a version changes, then its first items. */
export function VersionChanges({ counts, legal, items }: Comparison) {
  const t = words.texts.goods.changes;
  const all = counts.added + counts.changed + counts.removed;
  return (
    <section class="card" aria-label={t.title}>
      {legal.length === 0 ? null : (
        <ul class="pad" role="alert">
          {legal.map(({ field, change, count }) => (
            <li key={`${field} ${change}`}>
              <Status tone="wrong">{t.legal(t.fields[field], t.verbs[change], count)}</Status>
            </li>
          ))}
        </ul>
      )}
      <div class="scroll-x">
        <table class="table">
          <caption class="pad small">
            {t.counts(counts)}
            {all > items.length ? `; ${t.first(items.length)}` : ""}
          </caption>
          <thead>
            <tr>
              <th scope="col">{words.texts.goods.item}</th>
              <th scope="col">{t.before}</th>
              <th scope="col">{t.after}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr key={one.item}>
                <th scope="row">{nameItem(one)}</th>
                <td class="small any-break">{describeItem(one.before, one.after)}</td>
                <td class="small any-break">{describeItem(one.after, one.before)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

type Item = Readonly<Record<string, unknown>>;

const isItem = (value: unknown): value is Item => typeof value === "object" && value !== null;

/** "5000001000028 Tomato soup". */
function nameItem({ item, before, after }: ItemChange): string {
  const found = [after, before].find((one) => isItem(one) && typeof one.name === "string");
  return found === undefined ? item : `${item} ${(found as Item).name}`;
}

/** "price: 1.65, ageMin: 18", of fields that differ. */
function describeItem(value: unknown, other: unknown): string {
  if (value === undefined || value === null) return "–";
  if (!isItem(value)) return String(value);
  const fields = Object.entries(value).filter(
    ([name, one]) => !isItem(other) || JSON.stringify(other[name]) !== JSON.stringify(one),
  );
  if (fields.length === 0) return "–";
  return fields
    .map(([name, one]) => `${name}: ${typeof one === "object" ? JSON.stringify(one) : one}`)
    .join(", ");
}
