/** Words of `wordEffect`, in each language of the consoles. */
import { isolated } from "../i18n.ts";
import type { EffectTexts } from "./word-effect.ts";

export const EFFECT_EN_GB: EffectTexts = {
  line: (goods, before, after) => `${goods}: ${before} → ${after}`,
  total: (total) => `New total: ${total}`,
  unchanged: (total) => `Receipt unchanged: ${total}`,
};

export const EFFECT_DE: EffectTexts = {
  line: (goods, before, after) => `${goods}: ${before} → ${after}`,
  total: (total) => `Neue Summe: ${total}`,
  unchanged: (total) => `Beleg unverändert: ${total}`,
};

export const EFFECT_AR: EffectTexts = {
  line: (goods, before, after) => isolated`${goods}: من ${String(before)} إلى ${String(after)}`,
  total: (total) => isolated`المجموع الجديد: ${total}`,
  unchanged: (total) => isolated`الإيصال دون تغيير: ${total}`,
};
