import { createPlural } from "@saunter/ui/i18n";
import { alerts } from "./arabic/alerts.ts";
import { audit } from "./arabic/audit.ts";
import { brand } from "./arabic/brand.ts";
import { carts } from "./arabic/carts.ts";
import { demo } from "./arabic/demo.ts";
import { devices } from "./arabic/devices.ts";
import { floor } from "./arabic/floor.ts";
import { giftCards } from "./arabic/gift-cards.ts";
import { goods } from "./arabic/goods.ts";
import { health } from "./arabic/health.ts";
import { numbers } from "./arabic/numbers.ts";
import { parts } from "./arabic/parts.ts";
import { people } from "./arabic/people.ts";
import { problems } from "./arabic/problems.ts";
import { receipts } from "./arabic/receipts.ts";
import { review } from "./arabic/review.ts";
import { shelf } from "./arabic/shelf.ts";
import { till } from "./arabic/till.ts";
import { visits } from "./arabic/visits.ts";
import { walk } from "./arabic/walk.ts";
import { webhooks } from "./arabic/webhooks.ts";
import { welcome } from "./arabic/welcome.ts";
import { yourSignIn } from "./arabic/your-sign-in.ts";
import type { ConsoleWords } from "./british.ts";

const plural = createPlural("ar");

export const arabic: ConsoleWords = {
  skip: "انتقل إلى المحتوى",
  menu: "الصفحات",
  more: "المزيد",
  settings: "الإعدادات",
  allPages: "كل الصفحات",
  you: "أنت",
  signOut: "تسجيل الخروج",
  language: "اللغة",
  list: (items) => items.join("، "),
  waiting: "بالانتظار",
  reviewsWaiting: (count) =>
    plural(count, {
      zero: "لا مراجعات بالانتظار",
      one: "مراجعة واحدة بالانتظار",
      two: "مراجعتان بالانتظار",
      few: "# مراجعات بالانتظار",
      many: "# مراجعة بالانتظار",
      other: "# مراجعة بالانتظار",
    }),
  lost: (at) =>
    at === null
      ? "لا يمكن الوصول إلى المتجر. جارٍ إعادة الاتصال …"
      : `لا يمكن الوصول إلى المتجر. آخر تحديث ${at}. جارٍ إعادة الاتصال …`,
  passwordAlone: "أنت تسجّل الدخول بكلمة مرور فقط.",
  setUpSecond: "إعداد عامل ثانٍ",
  notFound: "الصفحة غير موجودة",
  notFoundText: "تحقق من العنوان، أو اذهب إلى صفحة البداية.",
  start: "الذهاب إلى صفحة البداية",
  forbidden: "لا يمكنك الوصول إلى هذه الصفحة",
  forbiddenText: (roles) => `تحتاج إلى الدور ${roles.join(" أو ")}. اطلبه من المشغّل.`,

  search: {
    name: "بحث",
    field: "ابحث في المتجر",
    hint: "رقم إيصال أو مبلغه أو تاريخه، منتج، شخص، جهاز، صفحة",
    none: "لا نتائج. جرّب رقم إيصال، أو مبلغًا مثل 4.35، أو جزءًا من اسم.",
    failed: "تعذّر جزء من البحث. حاول مرة أخرى.",
    found: (count) =>
      plural(count, {
        zero: "لا نتائج",
        one: "نتيجة واحدة",
        two: "نتيجتان",
        few: "# نتائج",
        many: "# نتيجة",
        other: "# نتيجة",
      }),
    receipt: (number) => `إيصال رقم ${number}`,
    draft: "إيصال مبدئي",
    visit: "زيارة",
    groups: {
      pages: "الصفحات",
      receipts: "الإيصالات",
      visits: "الزيارات",
      goods: "المنتجات",
      people: "الأشخاص",
      devices: "الأجهزة",
    },
  },

  shortcuts: {
    title: "اختصارات لوحة المفاتيح",
    single: "اختصارات المفتاح الواحد",
    singleHint: "أوقفها إذا كنت تتحدث إلى حاسوبك أو تضغط المفاتيح سهوًا.",
    or: "أو",
    everywhere: "ابحث في كل شيء",
    here: "ابحث في هذه القائمة، أو في كل شيء إن لم تكن في الصفحة قائمة",
    list: "هذه الاختصارات",
    rows: "الصف التالي أو السابق في القائمة",
    open: "افتح الصف المختار",
    close: "أغلق نافذة أو أفرغ البحث",
    onReviews: "للمراجعات اختصارات أكثر: اضغط ? هناك.",
    keys: { search: "Ctrl K", enter: "Enter", escape: "Esc" },
  },

  help: {
    name: "مساعدة",
    close: "إغلاق المساعدة",
    all: "كل الوثائق",
    failed: "لم تُحمَّل المساعدة. افتح الوثائق بدلًا منها.",
    none: "ليس لهذه الصفحة مساعدة خاصة.",
  },

  signIn: {
    name: "الاسم",
    password: "كلمة المرور",
    submit: "تسجيل الدخول",
    again: "ابدأ من جديد",
    passkey: "استخدم مفتاح مرور",
    code: "الرمز",
    codeHint: "من تطبيق المصادقة، أو رمز استرداد.",
    demo: "هذا متجر محاكى: لا أشخاص حقيقيون ولا أموال حقيقية.",
    look: "تجوّل كمشغّل له",
    shopper: "هل تتسوق هنا؟ اذهب إلى صفحة المتسوقين",
  },

  pages: {
    Floor: "الأرضية",
    Shelf: "رف",
    Review: "المراجعة",
    "Review quality": "جودة المراجعة",
    Visits: "الزيارات",
    Receipts: "الإيصالات",
    Till: "الصندوق",
    Goods: "المنتجات",
    Planogram: "مخطط الرفوف",
    Catalogue: "الكتالوج",
    Offers: "العروض",
    Numbers: "الأرقام",
    Health: "الحالة",
    "Who gets alerts": "من يتلقى التنبيهات",
    Devices: "الأجهزة",
    Device: "جهاز",
    "Smart carts": "عربات ذكية",
    Trip: "جولة تسوق",
    People: "الأشخاص",
    Audit: "سجل التدقيق",
    Webhooks: "خطافات الويب",
    "Logo and colour": "الشعار واللون",
    "Your sign-in": "تسجيل دخولك",
    "Be a shopper": "كن متسوقًا",
  },

  alerts,
  audit,
  brand,
  carts,
  demo,
  devices,
  floor,
  giftCards,
  goods,
  health,
  numbers,
  parts,
  people,
  problems,
  receipts,
  review,
  shelf,
  till,
  visits,
  walk,
  webhooks,
  welcome,
  yourSignIn,
};
