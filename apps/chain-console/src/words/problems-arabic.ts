import { isolated } from "@saunter/ui/i18n";
import type { ProblemTexts } from "@saunter/ui/tell-problem";
import type { ChainProblemWords } from "./problem-codes.ts";

const REPORT = "أعد تحميل الصفحة. وإذا تكرر ذلك فأبلغ عن الخطأ.";

const words: ChainProblemWords = {
  other: { title: "لم ينجح ذلك", advice: "تذكر السلسلة السبب بالإنجليزية:" },
  "no-connection": {
    title: "لا يمكن الوصول إلى السلسلة",
    advice: "تحقق من الاتصال. تحاول الصفحة مرة أخرى من تلقاء نفسها.",
  },
  unreadable: {
    title: "تعذّرت قراءة رد السلسلة",
    advice: "حاول مرة أخرى. وإذا تكرر ذلك فاسأل من يدير الخادم.",
  },
  "input-invalid": { title: "في الطلب حقول غير صالحة", advice: "صحّح الحقول المذكورة." },
  "body-malformed": { title: isolated`الطلب ليس بصيغة ${"JSON"} صالحة`, advice: REPORT },
  "body-too-large": { title: "الطلب أكبر من المسموح", advice: "أرسل أقل في المرة الواحدة." },
  "body-type-unsupported": { title: "نوع المحتوى هذا غير مدعوم", advice: REPORT },
  "route-unknown": {
    title: "هذا العنوان غير موجود",
    advice: "أعد تحميل الصفحة: قد تكون السلسلة على إصدار آخر.",
  },
  "method-not-allowed": { title: "هذا غير ممكن على هذا العنوان", advice: REPORT },
  "not-found": { title: "هذا غير موجود", advice: "أُزيل، أو ليس لك دور هناك." },
  "id-taken": { title: "هذا المعرّف مستخدم", advice: "اختر معرّفًا آخر." },
  "idempotency-key-missing": { title: "ينقص الطلب مفتاحه", advice: REPORT },
  "idempotency-key-reused": {
    title: "يخص المفتاح طلبًا آخر",
    advice: "أعد تحميل الصفحة، وتحقق مما تم بالفعل.",
  },
  "not-signed-in": { title: "لم تسجّل الدخول", advice: "سجّل الدخول." },
  forbidden: { title: "ينقصك الدور اللازم", advice: "اطلبه من أحد مالكي السلسلة." },
  "csrf-header-missing": { title: "لم يأتِ الطلب من هذه الصفحة", advice: REPORT },
  "sign-in-refused": {
    title: "تعذّر تسجيل الدخول",
    advice: "تحقق من العنوان وكلمة المرور والرمز.",
  },
  "sign-in-delayed": {
    title: "محاولات دخول فاشلة كثيرة",
    advice: "انتظر قليلًا ثم حاول مرة أخرى.",
  },
  "invitation-invalid": {
    title: "الدعوة غير صالحة",
    advice: "تصلح مرة واحدة خلال سبعة أيام: اطلب دعوة جديدة.",
  },
  "last-owner": {
    title: "لن يبقى للسلسلة مالك",
    advice: "اجعل شخصًا آخر مالكًا أولًا.",
  },
  "user-provisioned": {
    title: "الدليل هو من يقرر هذا",
    advice: "غيّره في الدليل الذي يأتي منه المستخدم.",
  },
  "shop-away": {
    title: "المتجر لا يستجيب",
    advice: "أرسل القرار مرة أخرى: لا يُقرَّر شيء مرتين.",
  },
  "review-not-open": {
    title: "انقضى موعد المراجعة",
    advice: "حُسم الأمر لصالح المتسوق. خذ المراجعة التالية.",
  },
  "review-already-decided": {
    title: "تقررت هذه المراجعة من قبل",
    advice: "خذ المراجعة التالية.",
  },
  "review-claimed-by-other": {
    title: "فتح مراجع آخر هذه المراجعة",
    advice: "خذ المراجعة التالية.",
  },
  "review-choice-unknown": {
    title: "هذا الجواب غير متاح",
    advice: "اختر أحد الأجوبة المعروضة.",
  },
  "product-unknown": {
    title: "ليس في المتجر هذا المنتج",
    advice: isolated`استخدم رقم ${"GTIN"} من كتالوج المتجر.`,
  },
  "clip-unreadable": {
    title: "لا يمكن فتح المقطع",
    advice: "شُفّر بمفتاح آخر أو هو تالف. قرّر بناءً على الأدلة الأخرى.",
  },
  "forecast-missing": {
    title: "لا توقع لهذه النسخة بعد",
    advice: "انتظر التوقع. ويمكن لأحد المالكين إرسالها بلا توقع مع ذكر السبب.",
  },
  "forecast-worse": {
    title: "يقول التوقع إن الإيصالات تسوء بوضوح",
    advice: "غيّر النسخة. ويمكن لأحد المالكين إرسالها رغم ذلك مع ذكر السبب.",
  },
  "approval-needed": {
    title: "هذا يحتاج إلى مستخدم آخر",
    advice: "اطلب ذلك من مستخدم لديه هذا الحق منذ يوم ولم ينشئ هذه النسخة.",
  },
  "approvers-removed": {
    title: "فقد من يمكنهم الموافقة صلاحياتهم خلال اليوم الأخير",
    advice: "انشر لكل متجر على حدة، أو أعد إليهم صلاحياتهم، أو انتظر 24 ساعة.",
  },
  "proposal-decided": { title: "تقرر هذا الاقتراح من قبل", advice: "أعد تحميل الصفحة." },
  "legal-change-unconfirmed": {
    title: "ستتغير حدود العمر أو مسببات الحساسية أو فئات الضريبة أو التأمينات",
    advice: "قارن الملف بما لدى المتاجر. إن كان التغيير صحيحًا فأكّده وانشر مرة أخرى.",
  },
  "rate-limited": { title: "طلبات كثيرة", advice: "انتظر دقيقة ثم حاول مرة أخرى." },
  "not-ready": {
    title: "لا يمكن الوصول إلى خادم لازم",
    advice: "حاول مرة أخرى لاحقًا.",
  },
  "internal-error": {
    title: "حدث خطأ هنا",
    advice: "حاول مرة أخرى. وإذا تكرر ذلك فاسأل من يدير الخادم.",
  },
};

export const problemsArabic: ProblemTexts = { tryAgain: "حاول مرة أخرى", words };
