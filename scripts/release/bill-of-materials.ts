/**
 * What a release consists of, as CycloneDX 1.5 in JSON: the packages of the workspace, and those of others that they run
 * with. `npm sbom` writes it of all that is locked. With `--omit=dev` it leaves out packages that tools of developers use,
 * too, vite and commander among them, so that is chosen here.
 */
import { execFileSync } from "node:child_process";
import { findLicence } from "./licences.ts";
import { type LockedPackage, listLockedPackages, toReference } from "./locked-packages.ts";
import { listPackages, readJson } from "./versions.ts";

export interface Component {
  "bom-ref": string;
  type: string;
  name: string;
  version: string;
  scope?: string;
  purl: string;
  licenses?: { license?: { id?: string; name?: string }; expression?: string }[];
  externalReferences?: unknown[];
}

export interface BillOfMaterials {
  bomFormat: "CycloneDX";
  specVersion: string;
  serialNumber: string;
  version: number;
  metadata: { timestamp: string; component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/** @param version of the release; in the workspace's files it may be the one before. */
export function makeBillOfMaterials(root: string, version: string): BillOfMaterials {
  const all = askNpm(root);
  const [whole, ...own] = listPackages(root).map((file) => readJson<Package>(root, file));
  const packages = listLockedPackages(root);
  const ofOthers = packages.map((one) => toReference(one.name, one.version));
  /** References of what stays, by npm's. */
  const references = new Map(ofOthers.map((reference) => [reference, reference]));
  for (const one of [whole!, ...own]) {
    references.set(toReference(one.name, one.version), toReference(one.name, version));
  }
  const known = new Map(all.components.map((one) => [one["bom-ref"], one]));
  return {
    ...all,
    metadata: {
      ...all.metadata,
      component: { ...describeOwn(whole!, version), type: "application" },
    },
    components: [
      // npm calls them by their folders.
      ...own.map((one) => describeOwn(one, version)),
      ...packages.map((one) => describeOther(known.get(toReference(one.name, one.version))!, one)),
    ],
    dependencies: all.dependencies.flatMap(({ ref, dependsOn }) => {
      const kept = references.get(ref);
      if (kept === undefined) return [];
      return [{ ref: kept, dependsOn: dependsOn.flatMap((one) => references.get(one) ?? []) }];
    }),
  };
}

function describeOwn({ name, license }: Package, version: string): Component {
  return {
    "bom-ref": toReference(name, version),
    type: "library",
    name,
    version,
    scope: "required",
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
    licenses: [{ license: { id: license } }],
  };
}

/** A licence that its package.json does not name is added. */
function describeOther(component: Component, one: LockedPackage): Component {
  if (component.licenses !== undefined) return component;
  const id = findLicence(one);
  return id === null ? component : { ...component, licenses: [{ license: { id } }] };
}

function askNpm(root: string): BillOfMaterials {
  const args = ["sbom", "--sbom-format=cyclonedx", "--package-lock-only"];
  const shell = process.platform === "win32";
  const options = { cwd: root, encoding: "utf8", maxBuffer: 1e8, shell } as const;
  return JSON.parse(execFileSync("npm", args, options));
}
