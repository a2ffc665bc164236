import { isolated } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

export const walk: ConsoleWords["walk"] = {
  shop: "المتجر",
  recording: "لا يمكنك الدخول إلى تسجيل",
  recordingText: "اختر المتجر المحاكى في الشريط أعلاه لتدخل.",
  noShelves: "مواضع الرفوف غير معدّة",
  noShelvesText: "أضف مواضع الرفوف إلى الإعدادات لتتجول في المتجر.",
  phoneView: "ما يعرضه هاتفك",
  shopView: "كيف يراك المتجر",

  said: {
    reach: (name) => isolated`تمدّ يدك إلى ${name}`,
    took: (name) => isolated`أخذت ${name}`,
    putBack: (name) => isolated`أعدت ${name}`,
    leaving: "أنت في طريقك إلى الخارج",
    isIn: "أنت في الداخل",
    isOut: "أنت في الخارج",
    refused: (title, detail) => (detail === "" ? title : isolated`${title}: ${detail}`),
  },

  cart: {
    title: "سلتك",
    seen: "سلتك كما يراها المتجر",
    howSure: "مدى تأكد المتجر من سلتك",
    howSureOf: (count) => `مدى تأكد المتجر من ${count}`,
    nothing: "لا شيء بعد. امشِ إلى رف وخذ شيئًا.",
    undetected: "لم يُكتشف بعد",
    putBack: "إعادة",
    putBackNamed: (name) => isolated`إعادة ${name}`,
    right: "صحيح: هذا ما تحمله",
    wrong: "خطأ: أنت تحمل شيئًا آخر",
  },

  left: {
    receipt: "الإيصال",
    again: "تسوّق من جديد",
    onItsWay: "أنت في الخارج. إيصالك في الطريق.",
    onPhone: "الإيصال على هاتفك",
    evidence: "عرض الأدلة",
    right: "صحيح: هذا ما أخذته تمامًا",
    tookNothing: "لم تأخذ شيئًا.",
    took: (items) => isolated`أخذت ${items}.`,
    dispute: "اعترض عليه في إيصال هاتفك: كل ما هو غير مؤكد يُحسم لصالحك.",
  },

  shelf: {
    before: "الرف أمامك",
    name: (number) => `الرف ${number}`,
    take: "خذ",
    howTo: "كيف تمشي",
    tap: "انقر لتأخذ قطعة",
    orKey: "، أو اضغط مفتاحها",
    putsBack: "يعيد آخر قطعة.",
    comeIn: "ادخل: تُفتح البوابة ببطاقة محاكاة.",
    or: "أو",
    walks: "للمشي.",
    tapFloor: "انقر على الأرضية أو على رف لتذهب إليه.",
    see: "ترى هنا الرف الذي أمامك. خذ شيئًا، أعده، ثم اخرج.",
    goTo: "اذهب إلى",
    aShelf: "رف",
    more: (names) => isolated`${names} والمزيد`,
  },

  door: {
    comeIn: "ادخل",
    waiting: "أنت عند البوابة. تدخل حالما تصبح خالية",
    leave: "اخرج",
    cart: "سلتك:",
  },
};
