import { createPlural, isolated } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

const plural = createPlural("ar");

export const floor: ConsoleWords["floor"] = {
  map: "خريطة أرضية المتجر",
  shelves: "الرفوف",
  heat: "خريطة نشاط اليوم",
  interactionsToday: (count) =>
    plural(count, {
      zero: "لا حركات اليوم",
      one: "حركة واحدة اليوم",
      two: "حركتان اليوم",
      few: "# حركات اليوم",
      many: "# حركة اليوم",
      other: "# حركة اليوم",
    }),
  noShelves: "مواضع الرفوف غير معدّة",
  noShelvesText: "أضف مواضع الرفوف في الإعدادات تحت fixtures.",
  inShop: "في المتجر",
  latest: "الأحدث",
  current: "الآن",
  inside: (count) => countPeople(count),
  insideNow: (count) => `${countPeople(count)} الآن`,
  tooMany: "عدد العروض المباشرة المفتوحة كبير جدًا؛ أغلق واحدًا لترى أرضية المتجر مباشرة.",
  lost: "انقطع الاتصال. هذه آخر المواضع.",
  zoomIn: "تكبير",
  zoomOut: "تصغير",
  showAll: "عرض الأرضية كلها",
  shelf: (gondola, shelf, names, more) =>
    `الجندولة ${gondola}، الرف ${shelf}: ${names === "" ? "لا شيء" : isolated`${names}`}${more === "" ? "" : `، ${more}`}`,

  alerts: {
    title: "تنبيهات عن المتسوقين",
    more: (count) => `و${count} أخرى`,
    openVisit: "فتح الزيارة",
  },

  past: {
    unknown: "لا يظهر من غادر منذ ذلك الوقت: حُذفت مواضعهم.",
    nobody: "لم يكن أحد في الداخل في هذا الوقت.",
    inside: (count) =>
      plural(count, {
        zero: "لم يكن أحد في الداخل في هذا الوقت.",
        one: "كان شخص واحد في الداخل في هذا الوقت.",
        two: "كان شخصان في الداخل في هذا الوقت.",
        few: "كان # أشخاص في الداخل في هذا الوقت.",
        many: "كان # شخصًا في الداخل في هذا الوقت.",
        other: "كان # شخص في الداخل في هذا الوقت.",
      }),
    someLeft: (count) =>
      plural(count, {
        zero: "لم يغادر أحد.",
        one: "غادر واحد منهم: حُذفت مواضعه.",
        two: "غادر اثنان منهم: حُذفت مواضعهما.",
        few: "غادر # منهم: حُذفت مواضعهم.",
        many: "غادر # منهم: حُذفت مواضعهم.",
        other: "غادر # منهم: حُذفت مواضعهم.",
      }),
    allLeft: (count) =>
      plural(count, {
        zero: "لم يغادر أحد.",
        one: "غادر: حُذفت مواضعه.",
        two: "غادر كلاهما: حُذفت مواضعهما.",
        few: "غادروا جميعًا: حُذفت مواضعهم.",
        many: "غادروا جميعًا: حُذفت مواضعهم.",
        other: "غادروا جميعًا: حُذفت مواضعهم.",
      }),
  },

  interactions: {
    none: "لم يؤخذ شيء بعد",
    noneText: "يظهر هنا مباشرة ما يؤخذ وما يعاد.",
    pick: (quantity) => `أُخذ ${quantity}:`,
    putback: (quantity) => `أُعيد ${quantity}:`,
    handover: (quantity) => `سُلّم ${quantity}:`,
  },

  people: {
    empty: "المتجر فارغ",
    emptyText: "يظهر المتسوقون هنا عند دخولهم.",
    caption: "المتسوقون في الداخل مع سلاتهم المقدّرة",
    shopper: "المتسوق",
    cart: "السلة",
    soFar: "حتى الآن",
    howSure: "مدى التأكد من السلة كلها",
    hasLeft: "غادر",
    visitOf: "زيارة",
    minutes: (count) => (count < 1 ? "أقل من دقيقة" : `${count} د`),
    noVisit: "بلا زيارة: اسأله، ثم اربطه بزيارة أو دعه يخرج",
    nothing: "لا شيء بعد",
  },

  marks: {
    noEntry: "بلا دخول",
    staff: "موظف",
    cash: "يدفع نقدًا",
    checkAge: "تحقق من العمر",
    tooYoung: "صغير السن",
    comingIn: "يدخل الآن",
    smartCarts: (count) =>
      plural(count, {
        zero: "بلا عربات ذكية",
        one: "عربة ذكية",
        two: "عربتان ذكيتان",
        few: "# عربات ذكية",
        many: "# عربة ذكية",
        other: "# عربة ذكية",
      }),
    missing: (count) =>
      plural(count, {
        zero: "لا أحد آخر متوقع",
        one: "شخص آخر متوقع",
        two: "شخصان آخران متوقعان",
        few: "# آخرون متوقعون",
        many: "# آخرون متوقعون",
        other: "# آخرون متوقعون",
      }),
    flags: {
      "bound-by-guess": "رُبط الدخول بالتخمين",
      "track-lost": "غاب عن الأنظار",
      "sensors-restarted": "أُعيد تشغيل المستشعرات",
      "party-larger": "أشخاص أكثر مما سُجّل للدخول",
    },
  },

  time: {
    live: "مباشر",
    goLive: "مباشر",
    ago: (duration) => isolated`قبل ${duration}`,
    pause: "إيقاف مؤقت",
    resume: "متابعة",
    shown: "الوقت المعروض",
  },
};

function countPeople(count: number): string {
  return plural(count, {
    zero: "لا أحد في الداخل",
    one: "شخص واحد",
    two: "شخصان",
    few: "# أشخاص",
    many: "# شخصًا",
    other: "# شخص",
  });
}
