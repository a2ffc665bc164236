/**
 * What belongs to security events and can be deleted, other than the journal; what has been seen of the
 * configuration and of keys; and refused sign-ins that are being counted.
 */
export const SECURITY_SCHEMA = `
  CREATE TABLE IF NOT EXISTS security_details (
    -- None is given twice: an event of long ago would have another's address.
    detail_id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    address TEXT,
    badge_id TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS security_details_by_time ON security_details (at_ms);
  CREATE INDEX IF NOT EXISTS security_details_by_badge ON security_details (badge_id);
  CREATE TABLE IF NOT EXISTS refused_sign_ins (
    window_ms INTEGER NOT NULL,
    -- Empty where nobody has the name: what was typed there may be a password.
    user_id TEXT NOT NULL,
    -- Empty where there were too many to be counted apart.
    address TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (window_ms, user_id, address)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS settings_seen (
    name TEXT PRIMARY KEY,
    digest TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;
