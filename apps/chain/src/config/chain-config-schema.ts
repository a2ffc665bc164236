/** The chain's configuration as it stands in the file. Each part says what is allowed, for whoever has written something else. */
import { FORECAST_VISITS_MAX } from "@saunter/protocol/chain/forecast";
import { CHAIN_ROLES } from "@saunter/protocol/chain/rights";
import Type, { type Static, type TProperties } from "typebox";

const closed = <Properties extends TProperties>(properties: Properties) =>
  Type.Object(properties, { additionalProperties: false });

const text = (description: string, pattern = "^.{1,200}$") => Type.String({ pattern, description });

const ID = "^[a-z0-9][a-z0-9-]{0,62}$";
const id = (of: string) => text(`${of}: small letters, digits and hyphens`, ID);

const port = (description: string) =>
  Type.Integer({ minimum: 0, maximum: 65_535, description: `${description}, 0 to 65535` });

const share = Type.Number({ minimum: 0, maximum: 1, description: "a share such as 0.01, 0 to 1" });

/** Where a secret is: never in the file itself. */
export const SECRET = Type.Union(
  [
    Type.String({ pattern: "^[A-Z][A-Z0-9_]*$" }),
    Type.Object({ file: Type.String({ minLength: 1 }) }, { additionalProperties: false }),
  ],
  {
    description:
      "the name of an environment variable such as SAUNTER_CHAIN_DATABASE, or { file: PATH }; never the secret itself",
  },
);
export type SecretSettings = Static<typeof SECRET>;

const SCOPE = Type.Union(
  [
    Type.Literal("chain"),
    Type.Object({ organisation: Type.String({ pattern: ID }) }, { additionalProperties: false }),
    Type.Object({ region: Type.String({ pattern: ID }) }, { additionalProperties: false }),
    Type.Object({ shop: Type.String({ pattern: ID }) }, { additionalProperties: false }),
  ],
  { description: "chain, { organisation: ID }, { region: ID } or { shop: ID }" },
);

const GROUP = closed({
  group: text("a group's name, as the identity provider or directory says it"),
  role: Type.Enum([...CHAIN_ROLES], { description: CHAIN_ROLES.join(", ") }),
  scope: SCOPE,
});

const CLAIM = "a claim's name of up to 100 characters";

const PROVIDER = closed({
  id: id("an id of the provider"),
  name: text("what the sign-in page calls it, up to 200 characters"),
  issuer: text("the provider's address, such as https://login.example", "^https?://[^\\s?#]+$"),
  clientId: text("the client's id at the provider, up to 200 characters"),
  clientSecret: SECRET,
  scopes: Type.Optional(
    Type.Array(text("a scope such as profile, without spaces", "^[!-~]{1,100}$")),
  ),
  groupsClaim: Type.Optional(text(CLAIM, "^.{1,100}$")),
  organisation: Type.Optional(id("the organisation whose people it knows")),
  users: Type.Optional(
    Type.Enum(["just-in-time", "provisioned"], { description: "just-in-time, provisioned" }),
  ),
  externalIdClaim: Type.Optional(text(CLAIM, "^.{1,100}$")),
  linkVerifiedEmail: Type.Optional(Type.Boolean({ description: "true, false" })),
});

const whole = (what: string, minimum: number, maximum: number) =>
  Type.Optional(
    Type.Integer({ minimum, maximum, description: `whole ${what}, ${minimum} to ${maximum}` }),
  );

const EMAIL = '^[^@\\s<>,;:"]{1,64}@[^@\\s<>,;:"]{1,180}$';

const ALERT_MAIL = closed({
  host: text("a mail server's name, such as mail.example", "^[A-Za-z0-9.-]{1,200}$"),
  port: port("a port"),
  security: Type.Optional(
    Type.Enum(["tls", "starttls", "none"], { description: "tls, starttls, none" }),
  ),
  user: Type.Optional(SECRET),
  password: Type.Optional(SECRET),
  from: text("an e-mail address", EMAIL),
  to: Type.Array(
    closed({
      address: text("an e-mail address", EMAIL),
      organisation: Type.Optional(id("the organisation whose shops' alerts it gets")),
    }),
  ),
});

const ALERTS = closed({
  silentMinutes: whole("minutes", 1, 1440),
  behindSeconds: whole("seconds", 10, 86_400),
  clockSeconds: whole("seconds", 1, 3600),
  reviewPercent: whole("percent", 1, 100),
  lapsedReviews: whole("reviews a day", 0, 10_000),
  accuracyPercent: whole("percent", 1, 100),
  databaseGigabytes: whole("gigabytes", 1, 1_000_000),
  backupHours: whole("hours", 1, 8760),
  repeatMinutes: whole("minutes", 5, 1440),
  webhooks: Type.Optional(
    Type.Array(
      closed({
        url: text("an address such as https://pager.example/hook", "^https?://[^\\s]{1,500}$"),
        secret: SECRET,
        organisation: Type.Optional(id("the organisation whose shops' alerts it gets")),
      }),
    ),
  ),
  mail: Type.Optional(ALERT_MAIL),
});

export const CHAIN_CONFIG_SCHEMA = closed({
  publicUrl: text(
    "where browsers find the chain, without a path: https://chain.example",
    "^https?://[^/\\s?#]+$",
  ),
  owner: closed({ email: text("an e-mail address", "^[^@\\s]{1,64}@[^@\\s]{1,180}$") }),
  database: closed({ url: SECRET }),
  hub: closed({
    servers: Type.Array(
      text("a server's address such as 10.0.0.1:4222", "^[A-Za-z0-9.-]+:[0-9]{1,5}$"),
      {
        minItems: 1,
        maxItems: 3,
        description: "addresses of its servers, 1 or 3",
      },
    ),
    credentials: SECRET,
    keys: SECRET,
    shards: Type.Integer({ minimum: 1, maximum: 1000, description: "a whole number, 1 to 1000" }),
    keptGb: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100_000, description: "whole GB, 1 to 100000" }),
    ),
    keptDays: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 90, description: "whole days, 1 to 90" }),
    ),
  }),
  http: Type.Optional(
    closed({
      host: Type.Optional(text("an address to listen on, such as 127.0.0.1")),
      port: Type.Optional(port("a port")),
      metricsHost: Type.Optional(text("an address to listen on, such as 127.0.0.1")),
      metricsPort: Type.Optional(port("a port")),
      trustedProxies: Type.Optional(Type.Array(text("an address, or a network as 10.0.0.0/8"))),
    }),
  ),
  session: Type.Optional(
    closed({
      idleMinutes: Type.Optional(
        Type.Integer({ minimum: 5, maximum: 1440, description: "whole minutes, 5 to 1440" }),
      ),
      hours: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 168, description: "whole hours, 1 to 168" }),
      ),
    }),
  ),
  audit: Type.Optional(
    closed({
      addressKeepDays: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 3650, description: "whole days, 1 to 3650" }),
      ),
    }),
  ),
  backup: Type.Optional(
    closed({
      folder: text("a folder for backups, on another disk than the database"),
      passPhrase: SECRET,
      everyHours: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 720, description: "whole hours, 1 to 720" }),
      ),
      keep: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 1000, description: "how many stay, 1 to 1000" }),
      ),
    }),
  ),
  alerts: Type.Optional(ALERTS),
  forecast: Type.Optional(
    closed({
      shops: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 100, description: "a whole number, 1 to 100" }),
      ),
      visits: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: FORECAST_VISITS_MAX,
          description: `a whole number, 1 to ${FORECAST_VISITS_MAX}`,
        }),
      ),
      exactFallMax: Type.Optional(share),
      reviewRiseMax: Type.Optional(share),
      lossRiseMinorMax: Type.Optional(
        Type.Number({ minimum: 0, maximum: 1_000_000, description: "minor units a visit, from 0" }),
      ),
    }),
  ),
  webhooks: Type.Optional(
    closed({ allowPrivate: Type.Optional(Type.Boolean({ description: "true, false" })) }),
  ),
  providers: Type.Optional(Type.Array(PROVIDER)),
  groups: Type.Optional(Type.Array(GROUP)),
});
export type ChainSettings = Static<typeof CHAIN_CONFIG_SCHEMA>;
