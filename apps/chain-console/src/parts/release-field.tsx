import { Field } from "@saunter/ui/components/field";
import { SelectField } from "@saunter/ui/components/select-field";
import { useState } from "preact/hooks";
import { words } from "../words.ts";
import type { Release } from "./releases-card.tsx";

interface ReleaseFieldProps {
  /** Those at the hub. */
  readonly releases: readonly Release[];
  /** Such as "1.2.0"; empty: none is chosen. */
  readonly value: string;
  readonly onValue: (version: string) => void;
}

const OTHER = "other";

/** A release of Saunter: one at the hub, or one that somebody has installed in the shops. */
export function ReleaseField({ releases, value, onValue }: ReleaseFieldProps) {
  const [isOther, setOther] = useState(false);
  const t = words.texts.goods;
  const byVersion = Map.groupBy(releases, ({ version }) => version);
  const isTyped = isOther || byVersion.size === 0;
  return (
    <>
      {byVersion.size === 0 ? null : (
        <SelectField
          label={t.release}
          value={isOther ? OTHER : value}
          onValue={(chosen) => {
            setOther(chosen === OTHER);
            onValue(chosen === OTHER ? "" : chosen);
          }}
        >
          <option value="">{t.choose}</option>
          {[...byVersion].map(([version, of]) => (
            <option key={version} value={version}>
              {version} ({of.map(({ platform }) => platform).join(", ")})
            </option>
          ))}
          <option value={OTHER}>{t.otherRelease}</option>
        </SelectField>
      )}
      {isTyped ? (
        <Field
          label={byVersion.size === 0 ? t.release : t.otherRelease}
          hint={t.releaseHint}
          maxLength={100}
          dir="ltr"
          value={value}
          onValue={onValue}
        />
      ) : null}
    </>
  );
}
