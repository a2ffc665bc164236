/** Why a version cannot be put, or a roll-out not be changed, in words. */
export class VersionRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "VersionRefused";
  }
}
