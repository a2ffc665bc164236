import { createPlural, isolated } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

const plural = createPlural("ar");

const receipts = (count: number) =>
  plural(count, {
    zero: "لا إيصالات",
    one: "إيصال واحد",
    two: "إيصالان",
    few: "# إيصالات",
    many: "# إيصالًا",
    other: "# إيصال",
  });
/** After "من". */
const ofReceipts = (count: number) =>
  plural(count, {
    zero: "0 إيصال",
    one: "إيصال واحد",
    two: "إيصالين",
    few: "# إيصالات",
    many: "# إيصالًا",
    other: "# إيصال",
  });
const ofVisits = (count: number) =>
  plural(count, {
    zero: "0 زيارة",
    one: "زيارة واحدة",
    two: "زيارتين",
    few: "# زيارات",
    many: "# زيارة",
    other: "# زيارة",
  });

export const numbers: ConsoleWords["numbers"] = {
  title: "الأرقام",
  reviewQuality: "جودة المراجعة",
  openExport: "تصدير",
  noneYet: "لا شيء بعد",

  period: {
    title: "الفترة",
    names: {
      today: "اليوم",
      yesterday: "أمس",
      week: "7 أيام",
      month: "30 يومًا",
      "this-month": "هذا الشهر",
      "last-month": "الشهر الماضي",
      other: "أيام أخرى",
    },
    firstDay: "اليوم الأول",
    lastDay: "اليوم الأخير",
    chooseBoth: "اختر اليومين",
    endsBefore: "اليوم الأخير قبل الأول",
    atMost: (days) =>
      `اختر على الأكثر ${plural(days, {
        zero: "0 يوم",
        one: "يومًا واحدًا",
        two: "يومين",
        few: "# أيام",
        many: "# يومًا",
        other: "# يوم",
      })}`,
    fromTo: (from, to) => isolated`من ${from} إلى ${to}`,
    compareWith: "قارن مع",
    comparisons: {
      none: "لا شيء",
      weekdays: "أيام الأسبوع نفسها من قبل",
      year: "قبل عام",
    },
  },

  wait: {
    none: "\u2066<1\u2069 مللي ث",
    milliseconds: (count) => `${count} مللي ث`,
    seconds: (count) => `${count} ث`,
    minutes: (minutes, seconds) => `${minutes} د ${seconds} ث`,
  },
  hours: {
    minutes: (count) => `${count} د`,
    hours: (count) => `${count} س`,
    both: (hours, minutes) => `${hours} س ${minutes} د`,
  },
  same: "بلا تغيير",

  charts: {
    takingsPer: {
      hour: "الإيرادات في الساعة",
      day: "الإيرادات في اليوم",
      week: "الإيرادات في الأسبوع",
    },
    visitsPer: {
      hour: "الزيارات في الساعة",
      day: "الزيارات في اليوم",
      week: "الزيارات في الأسبوع",
    },
    highest: (amount) => isolated`أعلاها ${amount}`,
    keyBefore: (mark) => ["؛ ", mark, " من قبل"],
    keyReviewed: (mark) => ["؛ ", mark, " روجعت"],
    from: "من",
    takings: "الإيرادات",
    receipts: "الإيصالات",
    takingsBefore: "الإيرادات من قبل",
    visits: "الزيارات",
    reviewed: "المراجَعة",
  },

  sales: {
    title: "المبيعات",
    before: (amount) => isolated`من قبل ${amount}`,
    change: (change, amount) => isolated`${change}؛ من قبل ${amount}`,
    total: "المبيعات",
    receiptCount: receipts,
    net: "الصافي قبل الضريبة",
    plusTax: (amount) => isolated`تضاف إليه ضريبة ${amount}`,
    receipts: "الإيصالات",
    units: (count) =>
      plural(count, {
        zero: "لا وحدات",
        one: "وحدة واحدة",
        two: "وحدتان",
        few: "# وحدات",
        many: "# وحدة",
        other: "# وحدة",
      }),
    discounts: "الخصومات",
    byOffers: "بالعروض وأسعار الأعضاء",
    corrections: "التصحيحات",
    corrected: (count) =>
      `${plural(count, {
        zero: "لا إيصالات مصححة",
        one: "إيصال مصحح واحد",
        two: "إيصالان مصححان",
        few: "# إيصالات مصححة",
        many: "# إيصالًا مصححًا",
        other: "# إيصال مصحح",
      })}، ضمن المبيعات`,
    shrinkage: "الفاقد بسبب عدم التأكد",
    nothingLost: "لم يُترك للمتسوقين شيء غير مؤكد",
    loss: (name, count, amount) => isolated`${name}: ${count}، ${amount}`,
    lossesBetween: "؛ ",
    losses: {
      "review-lapsed": "مراجعات انتهت مهلتها",
      "dispute-unreviewed": "اعتراضات قُبلت دون مراجعة",
      "debt-forgiven": "ديون أُعفي منها",
    },
    outOfStock: "نفاد المخزون",
    neverEmpty: "لم يفرغ أي رف معدود",
    emptyShelves: (products) =>
      `${plural(products, {
        zero: "لا منتجات",
        one: "منتج واحد",
        two: "منتجان",
        few: "# منتجات",
        many: "# منتجًا",
        other: "# منتج",
      })}، مجموع كل الرفوف`,
  },

  tables: {
    title: "المبيعات حسب",
    views: {
      products: "المنتجات",
      categories: "الفئات",
      hours: "الساعات",
      methods: "طرق الدخول",
      taxes: "الضريبة",
      payments: "المدفوعات",
    },
    captions: {
      products: "المبيعات حسب المنتج",
      categories: "المبيعات حسب الفئة",
      hours: "المبيعات حسب ساعة اليوم",
      methods: "المبيعات حسب طريقة الدخول",
      taxes: "المبيعات حسب نسبة الضريبة",
      payments: "المدفوعات",
    },
    none: "لا مبيعات في هذه الفترة",
    more: "منتجات أخرى",
    product: "المنتج",
    category: "الفئة",
    noCategory: "دون فئة",
    hour: "الساعة",
    method: "طريقة الدخول",
    receipts: "الإيصالات",
    units: "الوحدات",
    takings: "الإيرادات",
    before: "من قبل",
    change: "التغيّر",
    isNew: "جديد",
    discounts: "الخصومات",
    outOfStock: "نفاد المخزون",
    tax: "الضريبة",
    net: "الصافي",
    taxAmount: "مبلغ الضريبة",
    gross: "الإجمالي",
    payment: "الدفع",
    taken: "المقبوض",
    refunded: "المردود",
    takenBack: "المستعاد",
  },
  methods: {
    qr: "رمز الدخول",
    card: "بطاقة عند البوابة",
    badge: "شارة",
    passkey: "مفتاح مرور",
    attendant: "فتحها موظف",
  },
  payments: {
    card: "بطاقة",
    account: "حساب",
    cash: "نقدًا",
    "gift-card": "بطاقة هدية",
    points: "نقاط",
  },

  visits: {
    title: "الزيارات",
    closed: "الزيارات",
    open: (open, byStaff) => `${open} جارية، إضافة إلى ${byStaff} من الموظفين`,
    buying: "زيارات فيها شراء",
    ofVisits: (part, all) => `${part} من ${ofVisits(all)}`,
    basket: "متوسط السلة",
    perPurchase: "لكل زيارة فيها شراء",
    basketUnits: (units, baskets) =>
      `متوسط المنتجات ${units}، في ${plural(baskets, {
        zero: "0 سلة",
        one: "سلة واحدة",
        two: "سلتين",
        few: "# سلال",
        many: "# سلة",
        other: "# سلة",
      })}`,
    length: "مدة الزيارة",
    median: (count) => `وسيط ${ofVisits(count)}`,
  },
  receipts: {
    title: "الإيصالات",
    reviewRate: "نسبة المراجعة",
    reviewed: (reviewed, all, expired) =>
      `${reviewed} من ${ofVisits(all)}؛ انتهت مهلة ${plural(expired, {
        zero: "0 مراجعة",
        one: "مراجعة واحدة",
        two: "مراجعتين",
        few: "# مراجعات",
        many: "# مراجعة",
        other: "# مراجعة",
      })}`,
    toDraft: "من الخروج إلى المسودة",
    toFinal: "من الخروج إلى الإيصال النهائي",
    withoutReview: (rank) => `${rank}، دون مراجعة`,
    rank: {
      none: "لا إيصال بعد",
      one: "من إيصال واحد",
      slowest: (count) => `الأبطأ من ${ofReceipts(count)}`,
      percentile: (count) => `المئين 99 من ${ofReceipts(count)}`,
    },
    waiting: "بانتظار الإيصال النهائي",
    waitingText: "زيارات انتهت",
    disputed: "أصناف معترض عليها",
    disputes: (accepted, rejected, open) =>
      `مقبولة: ${accepted}، مرفوضة: ${rejected}، قيد المراجعة: ${open}`,
  },
  accuracy: {
    title: "الدقة",
    accepted: "قُبلت ولم يثبت خطؤها",
    acceptedText: (wrong, all) =>
      `وجد المراجعون بعد اعتراض أن ${wrong} من ${plural(all, {
        zero: "0 إيصال",
        one: "إيصال واحد",
        two: "إيصالين",
        few: "# إيصالات",
        many: "# إيصالًا",
        other: "# إيصال",
      })} دون مراجعة كانت خاطئة. لا تُحسب الاعتراضات التي قُبلت دون مراجعة، ولا الأخطاء التي لم يُعترض عليها`,
    flagged: "أحيلت إلى المراجعة وكان النظام محقًا",
    flaggedText: (agreed, all) =>
      `في ${agreed} من ${plural(all, {
        zero: "0 حالة",
        one: "حالة واحدة",
        two: "حالتين",
        few: "# حالات",
        many: "# حالة",
        other: "# حالة",
      })} أحيلت إلى المراجعة اختار المراجع التخمين الأول للنظام`,
  },

  closings: {
    title: "إغلاقات الأيام",
    closeADay: "إغلاق يوم",
    older: "إغلاقات أقدم",
    done: (number) => `سُجّل الإغلاق ${number} في الدفاتر`,
    none: "لم يُغلق أي يوم بعد",
    noneText:
      "يجمع الإغلاق كل الإيصالات والمدفوعات منذ الإغلاق السابق. وهو مرقّم وموقّع ولا يمكن تغييره.",
    closing: "الإغلاق",
    until: "حتى",
    receipts: "الإيصالات",
    total: "الإجمالي",
    files: "الملفات",
    name: (number, day) => isolated`رقم ${String(number)}، ${day}`,
    untilTime: "حتى",
    receiptCount: "الإيصالات",
    totalAmount: "الإجمالي",
    saveAs: (number, format) => isolated`الإغلاق ${String(number)} بصيغة ${format}`,
    day: "اليوم",
    isFinal: "لا يمكن تغيير الإغلاق ولا التراجع عنه. ما يُباع بعده يدخل في الإغلاق التالي.",
    close: "أغلق اليوم",
    number: "الرقم",
    corrections: "التصحيحات",
    correctionsText: (count, amount) => isolated`${count}، ${amount}`,
    tax: (net, tax) => isolated`الصافي ${net}، الضريبة ${tax}`,
    payment: (taken, refunded, withdrawn) =>
      withdrawn === null
        ? isolated`المقبوض ${taken}، المردود ${refunded}`
        : isolated`المقبوض ${taken}، المردود ${refunded}، المسترجع ${withdrawn}`,
    settlement: {
      unpaidMinor: "غير مدفوع",
      pendingMinor: "قيد الدفع",
      refundsDueMinor: "قيد الرد",
      goodwillMinor: "مردود دون تغيير البيع",
      forgivenMinor: "ديون معفاة",
      takenBackMinor: "مسترجع دون تغيير البيع",
    },
  },

  exporting: {
    title: "تصدير المبيعات",
    rowOfEach: "صف لكل واحد من",
    rows: {
      products: "المنتجات",
      days: "الأيام",
      receipts: "الإيصالات والتصحيحات",
      lines: "بنود الإيصالات",
      categories: "الفئات",
      hours: "ساعات اليوم",
      methods: "طرق الدخول",
      taxes: "نسب الضريبة",
      payments: "المدفوعات",
    },
    file: "الملف",
    formats: { xlsx: "Excel (XLSX)", csv: "CSV", json: "JSON", parquet: "Parquet" },
    submit: "تصدير",
  },
};
