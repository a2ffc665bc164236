/** Provisioning as directories do it: in the words of the standard, of Okta and of Entra. */

import { randomBytes } from "node:crypto";
import { reportExtent, sample } from "@saunter/testing/sample";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyAllGroups } from "../../access/scim/scim-grants.ts";
import { beginSession } from "../../access/sessions.ts";
import {
  CHAIN,
  organisation,
  startChainHttp,
  type TestAnswer,
  type TestChainHttp,
} from "../chain-http-fixture.ts";

interface Attribute {
  readonly name: string;
  readonly subAttributes?: readonly Attribute[];
}

const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";

const GROUPS = [
  { group: "Saunter owners", role: "owner", scope: CHAIN },
  { group: "Saunter north", role: "manager", scope: { kind: "region", id: "north" } },
  { group: "Saunter a", role: "manager", scope: organisation("a") },
] as const;

/** All of them are thousands of requests. */
const COMPARATORS_MS_MAX = 15 * 60_000;

describe("provisioning by SCIM", () => {
  let chain: TestChainHttp;
  let owner: { readonly token: string };
  let token: string;

  beforeAll(async () => {
    chain = await startChainHttp({ scimGroups: GROUPS });
    owner = await chain.signIn("owner", CHAIN);
    token = (await makeToken(null)).token;
  });
  afterAll(() => chain.close());

  const makeToken = async (organisationId: string | null) =>
    (
      await chain.ask("POST /v1/scim-tokens", {
        ...owner,
        body: { name: "Directory", organisationId },
      })
    ).body;

  async function scim(
    route: string,
    body?: unknown,
    bearer: string | null = token,
  ): Promise<TestAnswer> {
    const [method, path] = [
      route.slice(0, route.indexOf(" ")),
      route.slice(route.indexOf(" ") + 1),
    ];
    const response = await chain.http.app.inject({
      ...{ method: method as "GET", url: `/scim/v2${path}` },
      headers: {
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
        ...(body === undefined ? {} : { "content-type": "application/scim+json; charset=utf-8" }),
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    return {
      status: response.statusCode,
      body: response.body === "" ? null : response.json(),
      text: response.body,
      headers: response.headers,
      cookies: new Map(),
    };
  }

  const patch = (path: string, ...operations: readonly object[]) =>
    scim(`PATCH ${path}`, { schemas: [PATCH], Operations: operations });

  let count = 0;
  async function addUser(more: object = {}): Promise<string> {
    const userName = `person-${count++}@corp.example`;
    const answer = await scim("POST /Users", { schemas: [USER], userName, active: true, ...more });
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    return answer.body.id;
  }

  /** As the user's own browser has it. */
  const startSession = (userId: string) =>
    chain.db
      .transaction()
      .execute((tx) =>
        beginSession(tx, { userId, providerId: null }, chain.clock.nowMs, randomBytes),
      );
  const isSignedIn = async (session: string) =>
    (await chain.ask("GET /v1/me", { token: session })).status === 200;
  const grantsOf = async (userId: string): Promise<string[]> => {
    const { body } = await chain.ask(`GET /v1/users/${userId}`, owner);
    return body.grants.map(
      (one: { role: string; scope: { id: string | null } }) => `${one.role} ${one.scope.id}`,
    );
  };

  it("notes that a directory's change was refused, until one is made", async () => {
    const states = () => chain.db.selectFrom("directory_states").selectAll().execute();
    // What is there already is part of a directory's work.
    const userName = "twice@corp.example";
    const user = { schemas: [USER], userName, active: true };
    await scim("POST /Users", user);
    expect((await scim("POST /Users", user)).status).toBe(409);
    expect(await states()).toEqual([]);
    expect((await scim("POST /Users", { schemas: [USER] })).status).toBe(400);
    await expect
      .poll(states)
      .toMatchObject([
        { failed_ms: chain.clock.nowMs, done_ms: null, failure: expect.stringContaining("400") },
      ]);
    chain.clock.nowMs += 1000;
    await addUser();
    await expect.poll(states).toMatchObject([{ done_ms: chain.clock.nowMs }]);
    expect(JSON.stringify(await states())).not.toContain("corp.example");
  });

  it("admits a directory by its token alone, and no session by it", async () => {
    for (const bearer of [null, "x", `${token}x`, owner.token]) {
      const { status, body, headers } = await scim("GET /Users", undefined, bearer);
      expect([status, body.schemas, headers["www-authenticate"]]).toEqual([
        401,
        ["urn:ietf:params:scim:api:messages:2.0:Error"],
        'Bearer realm="saunter"',
      ]);
    }
    expect((await chain.ask("GET /v1/users", { token })).status).toBe(401);
    const rows = await chain.db.selectFrom("scim_tokens").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it("says what it can do", async () => {
    const config = (await scim("GET /ServiceProviderConfig")).body;
    expect(config).toMatchObject({ patch: { supported: true }, filter: { supported: true } });
    const types = (await scim("GET /ResourceTypes")).body;
    expect(types.Resources.map((one: { name: string }) => one.name).sort()).toEqual([
      "Group",
      "User",
    ]);
    expect((await scim("GET /Schemas")).status).toBe(200);
  });

  it("adds, finds, replaces and removes a user, as the standard has it", async () => {
    const sent = {
      schemas: [USER],
      ...{ userName: "Mila@corp.example", externalId: "ext-1", active: true },
      name: { givenName: "Mila", familyName: "Novak" },
      emails: [
        { value: "old@corp.example", type: "home" },
        { value: "mila@corp.example", type: "work", primary: true },
      ],
    };
    const made = await scim("POST /Users", sent);
    expect(made.body).toMatchObject({
      ...{ userName: "Mila@corp.example", externalId: "ext-1", active: true },
      ...{ displayName: "Mila Novak", emails: [{ value: "mila@corp.example" }] },
      // Okta compares both with what it has sent, and Entra sends them again where they differ.
      name: { formatted: "Mila Novak", givenName: "Mila", familyName: "Novak" },
      meta: { resourceType: "User", location: expect.stringMatching(/\/scim\/v2\/Users\/\w+$/) },
    });
    expect(made.headers["content-type"]).toMatch(/^application\/scim\+json/);
    const again = await scim("POST /Users", { ...sent, userName: "MILA@corp.example" });
    expect([again.status, again.body.scimType]).toEqual([409, "uniqueness"]);
    for (const filter of [
      'userName eq "mila@CORP.example"',
      'externalId eq "ext-1"',
      'userName sw "Mila" and active eq true',
    ]) {
      const { body } = await scim(`GET /Users?filter=${encodeURIComponent(filter)}`);
      expect([filter, body.totalResults, body.Resources?.[0]?.id]).toEqual([
        filter,
        1,
        made.body.id,
      ]);
    }
    const put = await scim(`PUT /Users/${made.body.id}`, { ...sent, displayName: "M. Novak" });
    expect(put.body.displayName).toBe("M. Novak");
    const one = `/Users/${made.body.id}`;
    const married = { op: "Replace", path: "name.familyName", value: "Horak" };
    // The name to be shown is the directory's own.
    expect((await patch(one, married)).body).toMatchObject({
      ...{ displayName: "M. Novak", name: { givenName: "Mila", familyName: "Horak" } },
    });
    await scim(`PUT ${one}`, sent);
    expect((await patch(one, married)).body).toMatchObject({
      ...{ displayName: "Mila Horak", name: { givenName: "Mila", familyName: "Horak" } },
    });
    expect((await scim(`GET ${one}`)).body.name.familyName).toBe("Horak");
    expect((await scim(`DELETE /Users/${made.body.id}`)).status).toBe(204);
    expect((await scim(`GET /Users/${made.body.id}`)).status).toBe(404);
    expect((await scim(`DELETE /Users/${made.body.id}`)).status).toBe(404);
  });

  it("lists in pages", async () => {
    await Promise.all(Array.from({ length: 5 }, () => addUser()));
    const { body: all } = await scim("GET /Users");
    const seen: string[] = [];
    for (let startIndex = 1; startIndex <= all.totalResults; startIndex += 2) {
      const { body } = await scim(`GET /Users?startIndex=${startIndex}&count=2`);
      expect(body.totalResults).toBe(all.totalResults);
      expect(body.Resources.length).toBeLessThanOrEqual(2);
      seen.push(...body.Resources.map(({ id }: { id: string }) => id));
    }
    expect(seen).toEqual(all.Resources.map(({ id }: { id: string }) => id));
    const none = (await scim("GET /Users?count=0")).body;
    expect([none.totalResults, none.Resources]).toEqual([all.totalResults, []]);
  });

  const DEACTIVATIONS: readonly (readonly [string, object])[] = [
    ["Okta", { op: "replace", value: { active: false } }],
    ["Entra, as a text in capitals", { op: "Replace", path: "active", value: "False" }],
    ["Entra, without a path", { op: "Replace", value: { active: "False" } }],
    ["Entra, adding", { op: "Add", path: "active", value: "false" }],
    ["the standard", { op: "replace", path: "active", value: false }],
  ];
  it.each(DEACTIVATIONS)(
    "ends all sessions of a user who is deactivated as by %s",
    async (_, one) => {
      const userId = await addUser();
      const sessions = [await startSession(userId), await startSession(userId)];
      expect(await isSignedIn(sessions[0]!)).toBe(true);
      const answer = await patch(`/Users/${userId}`, one);
      expect([answer.status, answer.body?.active]).toEqual([200, false]);
      for (const session of sessions) expect(await isSignedIn(session)).toBe(false);
      // An owner here does not decide about them.
      const enabled = await chain.ask(`POST /v1/users/${userId}/enable`, owner);
      expect(enabled.body.code).toBe("user-provisioned");
      const back = await patch(`/Users/${userId}`, {
        op: "Replace",
        path: "active",
        value: "True",
      });
      expect(back.body.active).toBe(true);
      expect(await isSignedIn(sessions[0]!)).toBe(false);
    },
  );

  it("takes the attributes that Entra sends, by paths with filters and of its extension", async () => {
    const userId = await addUser({ emails: [{ value: "one@corp.example", type: "work" }] });
    const answer = await patch(
      `/Users/${userId}`,
      { op: "Replace", path: 'emails[type eq "work"].value', value: "two@corp.example" },
      { op: "Replace", path: "displayName", value: "Ada L." },
      { op: "Add", path: "name.givenName", value: "Ada" },
      { op: "Add", path: `${ENTERPRISE}:department`, value: "Retail" },
    );
    expect(answer.body).toMatchObject({
      ...{ displayName: "Ada L.", emails: [{ value: "two@corp.example" }] },
    });
  });

  it("gives members of groups their roles, by the mapping, and takes them", async () => {
    const [one, two] = [await addUser(), await addUser()];
    const made = await scim("POST /Groups", {
      ...{ schemas: [GROUP], displayName: "Saunter north", externalId: "g-1" },
      members: [{ value: one }],
    });
    expect(made.status).toBe(201);
    const path = `/Groups/${made.body.id}`;
    expect(await grantsOf(one)).toEqual(["manager north"]);
    // Entra adds and removes by value; Okta removes by a filter.
    await patch(path, { op: "Add", path: "members", value: [{ value: two }] });
    expect(await grantsOf(two)).toEqual(["manager north"]);
    await patch(path, { op: "Remove", path: "members", value: [{ value: one }] });
    expect([await grantsOf(one), await grantsOf(two)]).toEqual([[], ["manager north"]]);
    await patch(path, { op: "remove", path: `members[value eq "${two}"]` });
    expect(await grantsOf(two)).toEqual([]);
    await patch(path, { op: "replace", path: "members", value: [{ value: one }, { value: two }] });
    expect([await grantsOf(one), await grantsOf(two)]).toEqual([
      ["manager north"],
      ["manager north"],
    ]);
    await patch(path, { op: "Replace", value: { displayName: "Saunter owners" } });
    expect(await grantsOf(one)).toEqual(["owner null"]);
    const listed = await scim(
      `GET /Groups?filter=${encodeURIComponent('displayName eq "saunter OWNERS"')}&excludedAttributes=members`,
    );
    expect(listed.body.Resources).toMatchObject([{ id: made.body.id }]);
    expect(listed.body.Resources[0].members).toBeUndefined();
    await scim(`DELETE ${path}`);
    expect([await grantsOf(one), await grantsOf(two)]).toEqual([[], []]);
  });

  it("leaves users and roles of a directory to it", async () => {
    const userId = await addUser();
    await scim("POST /Groups", {
      ...{ schemas: [GROUP], displayName: "Saunter a", members: [{ value: userId }] },
    });
    const { grants } = (await chain.ask(`GET /v1/users/${userId}`, owner)).body;
    const revoke = `POST /v1/users/${userId}/grants/${grants[0].grantId}/revoke`;
    expect((await chain.ask(revoke, owner)).body.code).toBe("user-provisioned");
    const invited = await chain.ask(`POST /v1/users/${userId}/invitation`, owner);
    expect(invited.body.code).toBe("user-provisioned");
  });

  it("applies a mapping that has changed when the process starts", async () => {
    const userId = await addUser();
    await scim("POST /Groups", {
      ...{ schemas: [GROUP], displayName: "Later", members: [{ value: userId }] },
    });
    expect(await grantsOf(userId)).toEqual([]);
    const later = { group: "Later", role: "analyst", scope: CHAIN } as const;
    const apply = (mappings: Parameters<typeof applyAllGroups>[1]) =>
      applyAllGroups(chain.db, mappings, chain.clock.nowMs, randomBytes);
    await apply([...GROUPS, later]);
    expect(await grantsOf(userId)).toEqual(["analyst null"]);
    await apply(GROUPS);
    expect(await grantsOf(userId)).toEqual([]);
  });

  it("keeps directories apart, and an organisation's within it", async () => {
    const { token: ofA } = await makeToken("a");
    const userName = "same@corp.example";
    const mine = await scim("POST /Users", { schemas: [USER], userName });
    const theirs = await scim("POST /Users", { schemas: [USER], userName }, ofA);
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    const { id } = mine.body;
    const body = { schemas: [USER], userName: "taken@corp.example" };
    const group = { schemas: [GROUP], displayName: "Mixed", members: [{ value: id }] };
    const deactivate = {
      ...{ schemas: [PATCH], Operations: [{ op: "replace", path: "active", value: false }] },
    };
    for (const [route, sent, status] of [
      [`GET /Users/${id}`, undefined, 404],
      [`PUT /Users/${id}`, body, 404],
      [`PATCH /Users/${id}`, deactivate, 404],
      [`DELETE /Users/${id}`, undefined, 404],
      ["POST /Groups", group, 400],
    ] as const) {
      expect([route, (await scim(route, sent, ofA)).status]).toEqual([route, status]);
    }
    const listed = (await scim("GET /Users", undefined, ofA)).body;
    expect(listed.Resources.map((one: { id: string }) => one.id)).toEqual([theirs.body.id]);
    // However it calls its groups.
    const members = [{ value: theirs.body.id }];
    for (const displayName of ["Saunter owners", "Saunter north", "Saunter a"]) {
      await scim("POST /Groups", { schemas: [GROUP], displayName, members }, ofA);
    }
    expect(await grantsOf(theirs.body.id)).toEqual(["manager a"]);
  });

  it("does not touch users who were invited or came by themselves", async () => {
    const { userId } = await chain.signIn("manager", CHAIN);
    expect((await scim(`GET /Users/${userId}`)).status).toBe(404);
    expect((await scim(`DELETE /Users/${userId}`)).status).toBe(404);
  });

  it("rotates its token with an overlap, and forgets it", async () => {
    const made = await makeToken(null);
    const rotate = async (overlapHours: number) =>
      (
        await chain.ask(`POST /v1/scim-tokens/${made.tokenId}/rotate`, {
          ...owner,
          body: { overlapHours },
        })
      ).body.token as string;
    const works = async (bearer: string) =>
      (await scim("GET /Users?count=0", undefined, bearer)).status === 200;
    const second = await rotate(24);
    expect([await works(made.token), await works(second)]).toEqual([true, true]);
    const startMs = chain.clock.nowMs;
    chain.clock.nowMs = startMs + 24 * 3_600_000;
    expect([await works(made.token), await works(second)]).toEqual([false, true]);
    chain.clock.nowMs = startMs;
    const third = await rotate(0);
    expect([await works(second), await works(third)]).toEqual([false, true]);
    await chain.ask(`POST /v1/scim-tokens/${made.tokenId}/remove`, owner);
    expect(await works(third)).toBe(false);
  });

  it.each([
    ["no user", "POST /Users", { schemas: [USER] }, 400],
    ["no object", "POST /Users", ["x"], 400],
    ["another schema", "POST /Users", { schemas: ["x"], userName: "u" }, 400],
    [
      "a member who is a group",
      "POST /Groups",
      { schemas: [GROUP], displayName: "N", members: [{ value: "x", type: "Group" }] },
      400,
    ],
    [
      "a member who is nobody",
      "POST /Groups",
      { schemas: [GROUP], displayName: "N", members: [{ value: "x" }] },
      400,
    ],
    ["a name that is too long", "POST /Users", { schemas: [USER], userName: "u".repeat(255) }, 400],
    ["a name that cannot be kept", "POST /Users", { schemas: [USER], userName: "a\u0000" }, 400],
    ["half a character", "POST /Groups", { schemas: [GROUP], displayName: "\ud800" }, 400],
    ["an unknown path", "GET /Nothing", undefined, 404],
    ["a filter that is none", "GET /Users?filter=userName%20zz%20%22x%22", undefined, 400],
  ] as const)("refuses %s, in the standard's words", async (_, route, body, status) => {
    const answer = await scim(route, body);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toMatch(/node_modules|at .*:\d+/);
  });

  it.each([
    ["GET", `/Users?filter=${encodeURIComponent('__proto__.polluted eq "x"')}`],
    ["GET", `/Users?filter=${encodeURIComponent('userName eq "a\\" or __proto__.polluted pr')}`],
    ["GET", `/Users?filter=${encodeURIComponent("constructor.polluted pr")}`],
    ["GET", `/Users?filter=${encodeURIComponent("(userName pr) or (toString.polluted pr)")}`],
    ["GET", `/Users?filter=${encodeURIComponent('emails[__proto__.polluted eq "x"]')}`],
    ["GET", "/Users?attributes=userName,__proto__.polluted"],
    ["GET", "/Groups?excludedAttributes=constructor.prototype.polluted"],
    ["GET", "/Users?sortBy=__proto__.polluted"],
    ["GET", `/Users/${encodeURIComponent('x" or __proto__.polluted eq "y')}`],
    ["PUT", `/Users/${encodeURIComponent('x" or __proto__.polluted eq "y')}`, { userName: "x" }],
    ["DELETE", `/Groups/${encodeURIComponent('x" or __proto__.polluted eq "y')}`],
    ["POST", "/Users", { userName: "p", [`${ENTERPRISE}:__PROTO__.polluted`]: "x" }],
    ["POST", "/Users", { userName: "p", [`${ENTERPRISE}:constructor.polluted`]: "x" }],
    ["PATCH", "user", { op: "replace", path: "emails[__proto__.polluted eq 1].value", value: "x" }],
    ["PATCH", "user", { op: "add", value: { "emails[__proto__.polluted pr].value": "x" } }],
    ["PATCH", "user", { op: "add", value: { [`${ENTERPRISE}:__proto__.polluted`]: "x" } }],
    [
      ...["PATCH", "user"],
      { op: "remove", path: "emails", value: [{ "__proto__.polluted": "x" }] },
    ],
    [
      ...["PATCH", "user"],
      { op: "remove", path: "Emails", value: [{ value: 'x" or __proto__.polluted eq "y' }] },
    ],
  ] as readonly [string, string, object?][])(
    "refuses %s %s with names of prototypes, which change nothing",
    async (method, path, body) => {
      const email = { value: "p@corp.example", type: "work" };
      const url = path === "user" ? `/Users/${await addUser({ emails: [email] })}` : path;
      const sent = method === "PATCH" ? { schemas: [PATCH], Operations: [body] } : body;
      const whole = method === "POST" || method === "PUT" ? { schemas: [USER], ...sent } : sent;
      try {
        const { status } = await scim(`${method} ${url}`, whole);
        expect([400, 404]).toContain(status);
        const polluted = [{}, Object, Object.prototype.toString].filter((one) => "polluted" in one);
        expect(polluted).toEqual([]);
      } finally {
        for (const one of [Object.prototype, Object, Object.prototype.toString]) {
          Reflect.deleteProperty(one, "polluted");
        }
      }
    },
  );

  it.each([
    'userName eq "nobody"',
    'userName sw "DOMAIN\\\\a" and (active eq true or displayName co "x y")',
    'not (userName co "a")',
    'emails[value eq "].__proto__.polluted["] pr',
    'meta.lastModified gt "2020-01-01T00:00:00Z" or externalId ne null',
    `${USER}:userName eq "x" or ${ENTERPRISE}:department eq "x"`,
  ])("takes the filter %s", async (filter) => {
    const answer = await scim(`GET /Users?filter=${encodeURIComponent(filter)}`);
    expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  });

  it("answers every comparator on every attribute with 200 or 400", async () => {
    const value = randomBytes(4).toString("hex");
    await addUser({ displayName: value, emails: [{ value, type: "work", primary: true }] });
    const members = [{ value: await addUser() }];
    await scim("POST /Groups", { schemas: [GROUP], displayName: value, members });
    const { Resources: schemas } = (await scim("GET /Schemas")).body;
    const listNames = (attributes: readonly Attribute[], prefix: string): string[] =>
      attributes.flatMap(({ name, subAttributes = [] }) => [
        `${prefix}${name}`,
        ...listNames(subAttributes, `${prefix}${name}.`),
      ]);
    const failed: string[] = [];
    let count = 0;
    const send = async (route: string, body?: unknown) => {
      count++;
      const { status } = await scim(route, body);
      const isAnswered = status === 200 || status === 204 || status === 400;
      if (!isAnswered) failed.push(`${route} ${JSON.stringify(body)}: ${status}`);
    };
    const user = `/Users/${members[0]!.value}`;
    for (const { id, attributes } of schemas) {
      const path = id === GROUP ? "/Groups" : "/Users";
      const common = ["id", "externalId", "schemas", "meta", "meta.created", "meta.resourceType"];
      const names = [...common, ...listNames(attributes, id === ENTERPRISE ? `${id}:` : "")];
      for (const name of sample(names, 25)) {
        const values = ['"work"', "5", "true", "null", '"2026-01-01T00:00:00Z"'];
        const comparisons = ["eq", "ne", "co", "sw", "ew", "gt", "lt", "ge", "le"].flatMap((one) =>
          values.map((value) => `${one} ${value}`),
        );
        for (const one of sample([...comparisons, "pr"], 1, name)) {
          const [outer, inner] = name.split(/\.(?=[^.]*$)/);
          const filters = [`${name} ${one}`, `not (${name} ${one}) and id pr`];
          if (inner !== undefined) filters.push(`${outer}[${inner} ${one}]`);
          for (const filter of filters)
            await send(`GET ${path}?filter=${encodeURIComponent(filter)}`);
          if (inner === undefined || path !== "/Users") continue;
          const operation = { op: "remove", path: `${outer}[${inner} ${one}]` };
          await send(`PATCH ${user}`, { schemas: [PATCH], Operations: [operation] });
        }
        for (const key of sample(["sortBy", "attributes", "excludedAttributes"], 1, name)) {
          await send(`GET ${path}?${key}=${name}`);
        }
      }
    }
    reportExtent(`${count} SCIM requests`);
    expect(failed).toEqual([]);
  }, 120_000);

  it.each([
    ['emails[type eq "work"]', 1],
    ['emails[type eq "home"]', 0],
    ['emails[type eq "work" and value co "find@"]', 1],
    ['emails[type eq "work"].value sw "other"', 0],
    ["emails pr", 1],
    ['emails co "FIND@"', 1],
    ['emails.type eq "work" and not (emails.value ew "example.org")', 1],
    ['userName eq "nothing" and active eq true or emails.primary eq true', 1],
    ['(userName eq "nothing" or (active eq true))', 1],
    ['active eq "False"', 0],
    ['name pr and meta.created le "2099-01-01T00:00:00Z"', 1],
    ["nickName eq null", 1],
    ['nickName ne "x"', 1],
    ['groups.display eq "x"', 0],
    [`${ENTERPRISE}:manager.value eq "x"`, 0],
    [`${ENTERPRISE} pr`, 0],
    [`schemas eq "${USER}" and meta.resourceType eq "User"`, 1],
    ['displayName eq "\\u0046ind me"', 1],
  ])(
    "finds with %s the users that match: %i",
    async (filter, count) => {
      const email = { value: "find@corp.example", type: "work", primary: true };
      const id = await addUser({ displayName: "Find me", emails: [email] });
      const { body } = await scim(
        `GET /Users?filter=${encodeURIComponent(`id eq "${id}" and (${filter})`)}`,
      );
      expect(body).toMatchObject({ totalResults: count });
      await scim(`DELETE /Users/${id}`);
    },
    COMPARATORS_MS_MAX,
  );

  it.each([
    ['active gt "x"', "active can't be compared with gt"],
    ["userName eq 5", "userName can't be compared with 5"],
    ['meta.created gt "soon"', 'meta.created can\'t be compared with "soon"'],
    ['name eq "x"', "name has parts: compare one of them"],
    ["userName co null", "userName can't be compared with null"],
  ])("refuses the filter %s, and says why", async (filter, detail) => {
    const { body } = await scim(`GET /Users?filter=${encodeURIComponent(filter)}`);
    expect(body).toMatchObject({ status: "400", scimType: "invalidFilter", detail });
  });

  it("changes all of a request, or nothing, and says that it failed where it did", async () => {
    const userId = await addUser();
    const answer = await patch(
      `/Users/${userId}`,
      { op: "replace", path: "displayName", value: "Changed" },
      { op: "replace", path: "nothingOfTheKind", value: "x" },
    );
    expect(answer.status).toBe(400);
    expect((await scim(`GET /Users/${userId}`)).body.displayName).not.toBe("Changed");
  });

  it("is in the audit trail, without names and addresses", async () => {
    const userId = await addUser({ displayName: "Zoe Unique" });
    await patch(`/Users/${userId}`, { op: "replace", value: { displayName: "Zoe Other" } });
    await patch(`/Users/${userId}`, { op: "replace", value: { active: false } });
    const { text, body } = await chain.ask(`GET /v1/audit?objectId=${userId}`, owner);
    const kinds = body.items.map((one: { kind: string; actor: { kind: string } }) => [
      one.kind,
      one.actor.kind,
    ]);
    expect(kinds).toEqual([
      ["user-disabled", "scim"],
      ["user-changed", "scim"],
      ["user-added", "scim"],
    ]);
    expect(text).not.toContain("Zoe");
  });
});
