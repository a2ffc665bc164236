import type { ComponentChildren } from "preact";

/** Every word of people and devices in the console. Other languages are typed by these. */
export const people = {
  title: "People and devices",
  webhooks: "Webhooks",
  add: "Add",
  showMore: "Show more",
  save: "Save",
  actions: "Actions",

  dialogs: {
    add: "Add a person or device",
    roles: "Roles",
    scopes: "Scopes",
    rotate: "New key",
    reset: "Lost device",
    key: "Device key",
  },
  keyShown: (name: ComponentChildren): ComponentChildren => [
    "This is the key of ",
    name,
    ". We show it only once: copy it now to the device.",
  ],
  /** What to do where the key was lost on its way. */
  anotherKey: (name: string) => `Choose New key for ${name}`,

  table: {
    name: "Name",
    roles: "Roles",
    signIn: "Sign-in",
    added: "Added",
    lastActive: "Last active",
    /** Before the date, where rows are cards. */
    since: "since",
    disabled: "disabled",
    you: "you",
    connected: "connected",
    notActive: "not active since start",
    active: (ago: ComponentChildren): ComponentChildren => ["active ", ago],
    formerKey: (until: ComponentChildren): ComponentChildren => [
      "(the former one until ",
      until,
      ")",
    ],
  },
  /** How a user signs in. */
  signIn: {
    key: "key",
    password: "password",
    passwordAndCode: "password and code",
    orPasskey: (password: string) => `${password}, or passkey`,
  },
  acts: {
    roles: "Roles",
    scopes: "Scopes",
    newKey: "New key",
    lostDevice: "Lost device",
    enable: "Enable",
    disable: "Disable",
    enabled: (name: string) => `${name} enabled.`,
    disabled: (name: string) => `${name} disabled.`,
  },

  reset: {
    text: (name: ComponentChildren): ComponentChildren => [
      "The authenticator app, recovery codes and passkeys of ",
      name,
      " stop working, and all their sessions end. Make sure that it is really them who ask: until they set up another, their password alone signs them in.",
    ],
    submit: "Reset their sign-in",
    done: (name: string) => `${name} can sign in with the password.`,
  },

  addUser: {
    type: "Type",
    person: "A person",
    device: "A device or system",
    name: "Name",
    password: "Password",
    passwordHint: "Several words in a row work well. They can add a passkey after signing in.",
    keyHint: "It gets a key. We show it only once.",
    itsKeyMay: "Its key may",
  },

  /** Between roles in a list. */
  rolesBetween: ", ",
  roles: {
    operator: "operator",
    reviewer: "reviewer",
    clerk: "clerk",
    gate: "gate",
    device: "device",
    sensor: "sensor",
    cart: "cart",
    shopper: "shopper",
    integrator: "integrator",
  },
  rolesMay: {
    operator: "runs the shop: everything except reviews",
    reviewer: "decides unclear picks and disputes",
    clerk: "finds, refunds and sends receipts at the counter, up to a limit, and checks ages",
    gate: "a gate: admits people, nothing else",
    device: "a display, a kiosk or a till",
    sensor: "a scale's controller or a tracker: sends readings as itself",
    cart: "a smart cart: sends its trips as itself",
    integrator: "another system: does what its scopes say; refunds up to a limit",
  },

  scopes: {
    "receipts:read": "Read receipts",
    "disputes:write": "Dispute lines of receipts",
    "refunds:write": "Refund receipts",
    "visits:read": "Read visits",
    "charges:read": "Read charges and their history",
    "goods:read": "Read products and planogram",
    "goods:write": "Change products, prices and planogram",
    "stock:read": "Read stock",
    "stock:write": "Record counts and refills",
    "reports:read": "Read sales and reports",
    "events:read": "Read the stream of events",
    "metrics:read": "Read metrics",
  },
  changeScopes: {
    text: (name: ComponentChildren): ComponentChildren => [
      "What ",
      name,
      " may do with its key, from the next request on.",
    ],
    done: (name: string) => `Scopes of ${name} changed.`,
  },
  rotateKey: {
    text: (name: ComponentChildren): ComponentChildren => [
      name,
      " gets a new key, which we show once. The former one can go on for a while, so that nothing stops meanwhile.",
    ],
    formerWorks: "Former key works",
    submit: "Make a new key",
  },

  badges: {
    title: "Badges",
    issueOne: "Issue a badge",
    findByNumber: "Find by number",
    find: "Find",
    none: "No badges yet",
    noneText: "Issue one here, or many with “saunter badge import”.",
    holder: "Holder",
    validUntil: "Valid until",
    note: "Note",
    more: "There are more badges. Find one by its number.",
    holders: { account: "account", staff: "staff" },
    isBlocked: "blocked",
    isOver: "over",
    noEnd: "no end date",
    block: "Block",
    unblock: "Unblock",
    blocked: "Badge blocked.",
    unblocked: "Badge unblocked: it opens the gate again.",
  },
  issueBadge: {
    number: "Number",
    numberHint: "As the reader reads it. We store only a keyed hash of it.",
    whoPays: "Who pays",
    payers: { account: "Charged to an account", staff: "Staff, not charged" },
    holders: { account: "Account", staff: "Staff member" },
    holderHints: {
      account: "An account from the configuration.",
      staff: "A staff ID, not a name.",
    },
    lastDay: "Last day",
    lastDayHint: "Leave empty for no end date.",
    note: "Note",
    submit: "Issue",
    issued: "Badge issued.",
    updated: "Badge updated.",
  },
};
