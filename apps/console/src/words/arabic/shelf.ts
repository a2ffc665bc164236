import { isolated } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

export const shelf: ConsoleWords["shelf"] = {
  missing: "هذا الرف غير موجود",
  seeAll: "كل الرفوف على أرضية المتجر",
  back: "العودة إلى أرضية المتجر",
  title: (gondola, shelf) => `الجندولة ${gondola}، الرف ${shelf}`,
  planogram: "مخطط الرفوف",
  tooMany: "العروض المباشرة للرفوف المفتوحة أكثر من اللازم. أغلق أحدها لترى هذا الرف مباشرة.",
  lost: "انقطع الاتصال. هذه آخر القراءات.",
  nearby: "الرفوف المجاورة",
  neighbours: {
    previous: "الجندولة السابقة",
    above: "الرف الأعلى",
    below: "الرف الأسفل",
    next: "الجندولة التالية",
  },
  noNeighbour: (name) => `${name}: لا يوجد`,

  silent: "لا قراءات من هذا الرف بعد",
  silentText: "تظهر ألواحه عندما ترسل الجندولة أولى قراءاتها.",
  unplanned: "ألواح بلا منتج",
  noProduct: "بلا منتج",
  expected: "المتوقع",
  byWeight: "حسب الوزن",
  state: "الحالة",
  stock: {
    more: (count) => `أكثر من المتوقع بمقدار ${count}`,
    fewer: (count) => `أقل من المتوقع بمقدار ${count}`,
    low: "المخزون قليل",
    uncounted: "لم يُجرد",
    asExpected: "كما هو متوقع",
  },

  plates: {
    silent: "لا قراءات من هذه الألواح بعد.",
    caption: "الألواح وقراءاتها في الدقيقة الأخيرة",
    plate: "اللوح",
    lastMinute: "الدقيقة الأخيرة",
    sinceCount: "منذ الجرد",
    reading: "القراءة",
    noise: "التشويش",
    health: "الحالة",
    grams: (amount) => isolated`${amount} غ`,
    moves: "يتحرك",
    well: "سليم",
  },

  picks: "آخر ما أُخذ",
};
