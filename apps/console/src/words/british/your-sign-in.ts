import { createPlural } from "@saunter/ui/i18n";

const plural = createPlural("en-GB");

/** Every word of yourSignIn in the console. Other languages are typed by these. */
export const yourSignIn = {
  secondFactor: "Second factor",
  demo: "In this demonstration everybody signs in as the same operator. In a shop of your own you set up an authenticator app or a passkey here.",
  byKey: "This user signs in with a key: there is nothing to set up.",
  /** `status` says that it is on, `date` since when. */
  on: <Part>(status: Part, date: Part): (Part | string)[] => [
    status,
    " since ",
    date,
    ". Your password needs a code of your authenticator app.",
  ],
  isOn: "Second factor on",
  codesLeft: (count: number) =>
    plural(count, { one: "# recovery code is left.", other: "# recovery codes are left." }),
  newCodes: "New recovery codes",
  newCodesText: "The ones you have stop working.",
  getNewCodes: "Get new codes",
  turnOff: "Turn off",
  turnOffTitle: "Turn off your second factor",
  turnOffText: "Your password alone then signs you in. Your other sessions end.",
  turnedOff: "Second factor turned off.",

  confirm: {
    password: "Password",
    code: "Code",
    codeHint: "From your authenticator app, or a recovery code.",
  },

  password: {
    title: "Change your password",
    new: "New password",
    hint: "At least 12 characters that are hard to guess. Your other sessions end.",
    change: "Change password",
    changed: "Password changed.",
  },

  sessions: {
    title: "Where you're signed in",
    /** `started` says when you signed in, `used` when the session was last used. */
    session: <Part>(started: Part, used: Part): (Part | string)[] => [
      "Signed in ",
      started,
      ", last used ",
      used,
    ],
    byPasskey: "by passkey",
    current: "this browser",
    endOthers: "Sign out everywhere else",
    ended: "Signed out everywhere else.",
  },

  codes: {
    sheet: (shop: string) => `Recovery codes, ${shop}`,
    sheetText: "Each signs you in once.",
    title: "Keep your recovery codes",
    text: (shop: string) =>
      `Each signs you in to ${shop} once, with your password, when you have lost your phone. We show them only now.`,
    copy: "Copy",
    copied: "Recovery codes copied.",
    download: "Download",
    print: "Print",
    kept: "I have kept them",
  },

  setUp: {
    text: "With an authenticator app on your phone, your password needs a code as well, a new one every 30 seconds. A passkey of this device replaces the password.",
    app: "Set up an authenticator app",
    passkey: "Add a passkey",
    passkeyAdded: "Passkey added.",
    scan: "Scan this with an authenticator app, such as Aegis, 2FAS or Google Authenticator.",
    qrCode: "QR code for your authenticator app",
    /** Before the key. */
    typeKey: "Or type the key into it:",
    code: "Code that the app shows",
    turnOn: "Turn on",
  },

  first: {
    title: "Protect your sign-in",
    required: (shop: string) => `${shop} requires a second factor. Set one up to continue.`,
    asked:
      "You can run this shop: its money, prices and people. Your password alone is all that keeps others from it.",
    notNow: "Not now",
  },
};
