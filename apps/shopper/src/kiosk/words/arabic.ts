import { createPlural, isolated } from "@saunter/ui/i18n";
import { problemsArabic } from "@saunter/ui/words/problems-ar";
import type { KioskWords } from "./british.ts";

const plural = createPlural("ar");

export const arabic: KioskWords = {
  problems: problemsArabic,
  tryAgain: "حاول مرة أخرى",
  back: "رجوع",
  startAgain: "إلى البداية",
  language: "اللغة",
  loading: "لحظة من فضلك",
  lost: "لا يمكن الوصول إلى المتجر. سيستمر العمل تلقائيا.",

  setUp: {
    title: "إعداد هذا الكشك",
    demo: "في هذا العرض التجريبي يمكن إنشاء المفتاح على الفور.",
    beginDemo: "ابدأ بمفتاح جديد",
    text: "للموظفين: أدخل مفتاح جهاز مرة واحدة. يبقى في هذا المتصفح وحده.",
    key: "مفتاح الجهاز",
    keyHint: isolated`يبدأ بـ ${"saunter_"}`,
    noKey: "هذا ليس مفتاح جهاز.",
    reader: "اسم قارئ البطاقات",
    readerHint: "كما تعرفه محطة البطاقات.",
    begin: "ابدأ",
    refused: "مفتاح هذا الكشك لم يعد صالحا.",
  },

  start: {
    title: "اعثر على إيصالك",
    text: "اعرضه أو ادفعه أو خذه معك على هاتفك.",
    card: "دفعت بالبطاقة",
    cardText: "قرب البطاقة نفسها من القارئ مرة أخرى",
    digits: "أعرف آخر أربعة أرقام من بطاقتي",
    digitsText: "ومتى غادرت تقريبا",
    code: "لدي الرمز",
    codeText: "رمز الإيصال، للمسح أو الكتابة",
  },

  card: {
    title: "قرب بطاقتك من القارئ",
    text: "البطاقة التي دخلت بها. لن يخصم أي شيء.",
    none: "لا يوجد شيء لهذه البطاقة",
    noneText: "استخدم البطاقة التي دخلت بها، أو ابحث عن إيصالك بطريقة أخرى.",
  },

  digits: {
    title: "آخر أربعة أرقام من بطاقتك",
    entered: (digits) => isolated`المدخل: ${digits.split("").join(" ")}`,
    nothing: "لم يدخل شيء بعد",
    erase: "مسح",
    when: "متى غادرت تقريبا؟",
    earlier: "قبل ذلك",
    later: "بعد ذلك",
    find: "بحث",
    none: "لم يعثر على شيء",
    noneText: "تحقق من الأرقام، وجرب قبل عشر دقائق أو بعدها.",
    several: "هناك أكثر من نتيجة",
    severalText: "حتى لا يرى أحد ما ليس له: قرب بطاقتك من القارئ.",
  },

  code: {
    title: "رمز إيصالك",
    text: "ضعه تحت الماسح، أو اكتب نهاية عنوانه.",
    label: "الرمز",
    find: "بحث",
    camera: "المسح بالكاميرا",
    cameraOn: "ضع الرمز أمام الكاميرا",
    cameraFailed: "لا يمكن استخدام الكاميرا هنا.",
    wrong: "هذا ليس رمز إيصال.",
  },

  choose: {
    title: "أي زيارة؟",
    left: (time) => isolated`غادرت ${time}`,
  },

  receipt: {
    title: "إيصالك",
    number: (number) => isolated`رقم ${number}`,
    left: (time) => isolated`غادرت ${time}`,
    nothing: "لم يؤخذ شيء.",
    things: (count) =>
      plural(count, {
        zero: "لا شيء",
        one: "قطعة واحدة",
        two: "قطعتان",
        few: "# قطع",
        many: "# قطعة",
        other: "# قطعة",
      }),
    total: "المجموع",
    sure: "أن السطر صحيح",
    take: "خذه معك",
    takeText: "امسح هذا بهاتفك: إنه إيصالك، وهناك يمكنك أن تقول ما الخطأ.",
    draft: "ما زال قيد التسوية، خلال ثوان.",
    waiting: (time) => isolated`ينظر فيه أحد الموظفين حتى ${time} على الأكثر، ثم يسوى لصالحك.`,
    paid: "مدفوع",
    paidText: "لا شيء مستحق.",
    owed: (amount) => isolated`ما زال ${amount} مستحقا`,
    owedText: "لم تدفع البطاقة المبلغ كله. حتى ذلك الحين تبقى البوابة مغلقة لها.",
    cash: (amount) => isolated`يدفع ${amount} نقدا`,
    cashText: "يرجى الدفع عند الصندوق.",
    comesBack: (amount) => isolated`سيعاد ${amount}`,
    comesBackText: "يحتاج البنك إلى بضعة أيام.",
    asked: (amount) => isolated`يجري خصم ${amount}`,
    askedText: "يسأل بنكك الآن.",
    pay: "ادفع بالبطاقة",
  },

  pay: {
    title: (amount) => isolated`ادفع ${amount}`,
    hold: "قرب بطاقة من القارئ",
    holdText: "يمكن أن تكون بطاقة أخرى.",
    asking: "يسأل بنكك",
    confirm: "يريد بنكك أن تؤكد",
    confirmText: "امسح هذا بهاتفك وأكد هناك. ستعرف هذه الشاشة ذلك تلقائيا.",
    confirmApp: "افتح تطبيق بنكك وأكد هناك. ستعرف هذه الشاشة ذلك تلقائيا.",
    bankPage: "صفحة بنكك",
    another: "استخدم بطاقة أخرى",
    declined: "رفضت البطاقة",
    declinedText: "لم يخصم شيء. جرب بطاقة أخرى، أو اسأل عند الصندوق.",
    again: "اقرأ بطاقة مرة أخرى",
    paid: "تم الدفع. شكرا!",
    paidText: "البوابة مفتوحة لك من جديد.",
    simulated: "هذا المتجر محاكاة: اختر ما يقرؤه القارئ.",
    cards: {
      good: "بطاقة سليمة",
      confirmed: "بطاقة يريد بنكها التأكيد",
      declined: "بطاقة مرفوضة",
    },
  },

  idle: {
    title: "هل ما زلت هنا؟",
    text: (seconds) =>
      plural(seconds, {
        zero: "يعود الآن إلى البداية.",
        one: "يعود إلى البداية خلال ثانية واحدة.",
        two: "يعود إلى البداية خلال ثانيتين.",
        few: "يعود إلى البداية خلال # ثوان.",
        many: "يعود إلى البداية خلال # ثانية.",
        other: "يعود إلى البداية خلال # ثانية.",
      }),
    stay: "أنا هنا",
  },
};
