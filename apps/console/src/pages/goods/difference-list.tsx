import { Status } from "@saunter/ui/components/status";
import { upFirst } from "@saunter/ui/up-first";
import { words } from "../../words.ts";
import { wordPlace } from "./find-marks.ts";
import { keyOfProduct, type ProductItem } from "./goods-lists.ts";
import type { Difference } from "./use-draft.ts";

interface DifferenceListProps {
  readonly changes: readonly Difference[];
  readonly catalogue: readonly ProductItem[];
}

/** Places that differ: what is placed there, and what is taken from there. */
export function DifferenceList({ changes, catalogue }: DifferenceListProps) {
  const t = words.texts.goods.differences;
  const nameOf = (gtin: string): string => names.get(keyOfProduct(gtin)) ?? gtin;
  const names = new Map(catalogue.map(({ gtin, name }) => [keyOfProduct(String(gtin)), name]));
  return (
    <ul class="differences">
      {changes.map(({ key, before, after }) => (
        <li key={key}>
          {before === null ? null : (
            <span class="row">
              <Status tone="warning">{t.removed}</Status> <bdi>{nameOf(before)}</bdi>
            </span>
          )}
          {after === null ? null : (
            <span class="row">
              <Status tone="now">{t.placed}</Status> <bdi>{nameOf(after)}</bdi>
            </span>
          )}
          <span class="soft small">{upFirst(wordPlace(key))}</span>
        </li>
      ))}
    </ul>
  );
}
