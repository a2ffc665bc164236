import { createPlural, isolated } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

const plural = createPlural("ar");

const nameWeight = (weight: string | null): string =>
  weight === null ? "شيء" : isolated`نحو ${weight}`;

export const carts: ConsoleWords["carts"] = {
  title: "عربات ذكية",
  inUse: (used, all) => `${used} من ${all} قيد الاستخدام`,
  none: "لا مفتاح لأي عربة ذكية بعد",
  noneText: (people) => [
    "أضف لكل عربة مستخدمًا في صفحة ",
    people,
    "، اسمه معرّف العربة ودوره «عربة».",
  ],
  back: "الرجوع إلى العربات الذكية",
  state: "الحالة",
  openVisit: "فتح الزيارة",

  states: {
    free: "حرة",
    needsHelp: "تحتاج إلى مساعدة",
    outside: "خارج المتجر",
    silent: "لا ترسل شيئًا",
    weigh: "زِنها",
    glance: "نظرة سريعة",
    ageCheck: "تحقق من العمر",
    fault: "عطل",
    batteryLow: "البطارية ضعيفة",
    shopping: "تسوق جارٍ",
    "at-lane": "جاهزة للدفع",
    ended: "مدفوعة",
    abandoned: "متروكة",
  },

  needs: {
    called: (ago) => ["طُلبت المساعدة ", ago],
    likelyLost: (amount) => [": الخسارة المتوقعة نحو ", amount],
    lookFor: "ابحث عن",
    fault: (fault, ago) => [fault, "، بدأ ", ago],
    unsettled: (httpStatus, tries) =>
      isolated`نهاية جولة سابقة ما زالت محفوظة على العربة: ردّ المتجر بـ ${String(httpStatus)} (${plural(
        tries,
        {
          zero: "دون محاولة",
          one: "محاولة واحدة",
          two: "محاولتان",
          few: "# محاولات",
          many: "# محاولة",
          other: "# محاولة",
        },
      )})`,
  },

  reasonsBetween: "؛ ",
  reasons: {
    "missing-goods": "قد تنقص الفاتورة منتجات",
    "too-much-billed": "قد تكون في الفاتورة منتجات ليست في العربة",
    "question-unanswered": "لم يُجَب عن سؤال",
    "scale-fault": "في الميزان عطل، أو كان فيه",
    "not-weighed": "لم يتمكن المتجر من وزن المشتريات مجددًا",
    "lane-weight": "ميزان المخرج لا يؤكد الفاتورة",
    "odd-weighing": "في وزن ما سعر منخفض أو وعاء ثقيل",
    "own-things": "أغراض المتسوق الخاصة ثقيلة، أو قد تكون من منتجات المتجر",
    "another-payer": "مُسح رمز شخص آخر: هل العربة له؟",
    "spot-check": "تفتيش عشوائي",
    "staff-asked": "طلب الموظفون وزنها",
  },
  faults: {
    "scale-silent": "الميزان لا يرسل شيئًا",
    "scale-frozen": "الميزان متوقف",
    "scale-saturated": "الميزان بلغ حده الأقصى",
    "scale-overloaded": "الميزان محمّل فوق طاقته",
    "scale-upside-down": "الميزان مركّب بالمقلوب",
    "scanner-offline": "الماسح غير متصل",
    "storage-failing": "التخزين يتعطل",
    "clock-jump": "ضُبطت الساعة",
  },
  findings: {
    unscanned: (weight) => `${nameWeight(weight)} لم يمسحه أحد`,
    otherGoods: (weight, name) =>
      name === null
        ? `${nameWeight(weight)} بدلًا مما مُسح`
        : isolated`${nameWeight(weight)} بدلًا من ${name}`,
    own: (weight) => `${nameWeight(weight)} قال المتسوق إنه له`,
    notInCart: (name) => isolated`${name ?? "صنف"} في الفاتورة، ولم يلاحظ الميزان وضعه`,
  },

  facts: {
    bill: "الفاتورة",
    billOf: (items, amount) => [items, "، ", amount],
    items: (count) =>
      plural(count, {
        zero: "لا منتجات",
        one: "منتج واحد",
        two: "منتجان",
        few: "# منتجات",
        many: "# منتجًا",
        other: "# منتج",
      }),
    mayBeWrong: "احتمال خطأ الفاتورة",
    battery: "البطارية",
    notMeasured: "غير مقاسة",
    lastMessage: "آخر رسالة",
  },

  map: {
    title: "أماكن العربات",
    place: (cartId, xM, yM) => isolated`${cartId} عند ${xM}، ${yM} م`,
    lastPlace: (cartId, xM, yM) => isolated`${cartId}، شوهدت آخر مرة عند ${xM}، ${yM} م`,
  },

  checks: {
    title: "عمليات التفتيش",
    noneYet: "لا شيء بعد",
    share: (part, whole) => `${part} من ${whole}`,
    tripsChecked: "جولات جرى تفتيشها",
    changedBill: "تفتيش غيّر الفاتورة",
    spotChecks: "منه التفتيش العشوائي وحده",
    putOn: "أضيف إلى الفواتير",
    takenOff: "حُذف من الفواتير",
    medianTime: "من المخرج إلى الانتهاء، الوسيط",
  },

  acts: {
    onMyWay: "أنا في الطريق إليك.",
    coming: "أنا قادم",
    billIsRight: "الفاتورة صحيحة",
    takeMoney: "خذ المال عند الصندوق",
    correctBill: "صحح الفاتورة",
    weighAgain: "زِن مرة أخرى",
    oldEnough: "بلغ العمر المطلوب",
    tooYoung: "أصغر من العمر المطلوب",
    goodsBack: "أعيدت المنتجات",
    cartEmpty: "العربة فارغة",
  },
  told: {
    ofCart: (cartId, what) => isolated`العربة ${cartId}: ${what}`,
    coming: "تقول الشاشة إنك قادم",
    corrected: "صُححت الفاتورة",
    billIsRight: "الفاتورة صحيحة",
    mayFinish: "يمكن للمتسوق أن ينهي التسوق ويدفع عند الصندوق",
    weighAgain: "تطلب الشاشة الوزن مرة أخرى",
    oldEnough: "بلغ العمر المطلوب",
    tooYoung: "أصغر من العمر المطلوب",
    nothingCharged: "لن يُسحب أي مبلغ",
    reviewerDecides: "يقرر المراجع",
  },

  correct: {
    title: "صحح الفاتورة",
    way: "التصحيح",
    add: "إضافة",
    remove: "حذف",
    product: "المنتج",
    quantity: "الكمية",
    addToBill: "أضف إلى الفاتورة",
    takeOffBill: "احذف من الفاتورة",
    back: "رجوع",
  },
};
