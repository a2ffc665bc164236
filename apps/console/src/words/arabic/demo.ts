import { isolated } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

export const demo: ConsoleWords["demo"] = {
  title: "عرض توضيحي",
  change: "تغيير",
  takeCart: "خذ عربة ذكية",
  ended: "انتهى",
  paceAndCrowd: (pace, shoppersMax) => isolated`${pace}، حتى ${String(shoppersMax)}`,
  speed: "السرعة",
  source: "المصدر",
  simulated: "متجر محاكى",
  noRecordings: "التسجيلات: \u2066npm start -- --recordings FOLDER\u2069",
  recordings: "التسجيلات",
  scenario: "السيناريو",
  crowd: (shown, count) => [
    "حتى ",
    shown,
    count % 100 >= 3 && count % 100 <= 10 ? " أشخاص" : count >= 11 ? " شخصًا" : " شخص",
  ],
  crowdMax: "أقصى عدد للمتسوقين",
  recordingEnded: "انتهى التسجيل",
  playAgain: "تشغيل من جديد",
  backToSimulated: "العودة إلى المتجر المحاكى",
  reopening: "جارٍ فتح المتجر المحاكى من جديد",
  opening: (name) => isolated`جارٍ فتح ${name}`,

  scenarios: {
    quiet: "واحدًا تلو الآخر",
    everyday: "يوم عادي",
    busy: "مزدحم",
    crowd: "حشد",
    "hand-over": "متسوقون يناولون بعضهم المنتجات",
    hold: "متسوقون يأخذون ويعيدون",
    misplace: "متسوقون يعيدون المنتجات إلى غير مكانها",
    swap: "متسوقون يبدّلون منتجات متشابهة",
    fast: "على عجل",
    noisy: "موازين غير مستقرة",
    "broken-tracks": "تتبع كاميرات متقطع",
    adversarial: "متسوقون يحاولون الغش",
  },
};
