-- The accounts' tables as Entity Framework maps them (a test compares the two), and the guards that it cannot express.
-- Written out so that a start and a request need no model: building it takes longer than everything else at the start.

CREATE TABLE IF NOT EXISTS "account" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_account" PRIMARY KEY,
    "PrintedName" TEXT NOT NULL,
    "Disabled" INTEGER NOT NULL,
    "UserName" TEXT NULL,
    "NormalizedUserName" TEXT NULL,
    "Email" TEXT NULL,
    "NormalizedEmail" TEXT NULL,
    "EmailConfirmed" INTEGER NOT NULL,
    "PasswordHash" TEXT NULL,
    "SecurityStamp" TEXT NULL,
    "ConcurrencyStamp" TEXT NULL,
    "PhoneNumber" TEXT NULL,
    "PhoneNumberConfirmed" INTEGER NOT NULL,
    "TwoFactorEnabled" INTEGER NOT NULL,
    "LockoutEnd" TEXT NULL,
    "LockoutEnabled" INTEGER NOT NULL,
    "AccessFailedCount" INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS "account_change" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_account_change" PRIMARY KEY AUTOINCREMENT,
    "Utc" TEXT NOT NULL,
    "Actor" TEXT NOT NULL,
    "AccountName" TEXT NOT NULL,
    "Change" TEXT NOT NULL,
    "Detail" TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS "AspNetUserLogins" (
    "LoginProvider" TEXT NOT NULL,
    "ProviderKey" TEXT NOT NULL,
    "ProviderDisplayName" TEXT NULL,
    "UserId" TEXT NOT NULL,
    CONSTRAINT "PK_AspNetUserLogins" PRIMARY KEY ("LoginProvider", "ProviderKey"),
    CONSTRAINT "FK_AspNetUserLogins_account_UserId" FOREIGN KEY ("UserId") REFERENCES "account" ("Id") ON DELETE CASCADE
);
CREATE TABLE IF NOT EXISTS "AspNetUserTokens" (
    "UserId" TEXT NOT NULL,
    "LoginProvider" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "Value" TEXT NULL,
    CONSTRAINT "PK_AspNetUserTokens" PRIMARY KEY ("UserId", "LoginProvider", "Name"),
    CONSTRAINT "FK_AspNetUserTokens_account_UserId" FOREIGN KEY ("UserId") REFERENCES "account" ("Id") ON DELETE CASCADE
);
CREATE TABLE IF NOT EXISTS "account_grant" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_account_grant" PRIMARY KEY AUTOINCREMENT,
    "UserId" TEXT NOT NULL,
    "ClaimType" TEXT NULL,
    "ClaimValue" TEXT NULL,
    CONSTRAINT "FK_account_grant_account_UserId" FOREIGN KEY ("UserId") REFERENCES "account" ("Id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "IX_AspNetUserLogins_UserId" ON "AspNetUserLogins" ("UserId");
CREATE INDEX IF NOT EXISTS "EmailIndex" ON "account" ("NormalizedEmail");
CREATE UNIQUE INDEX IF NOT EXISTS "UserNameIndex" ON "account" ("NormalizedUserName");
CREATE INDEX IF NOT EXISTS "IX_account_grant_UserId" ON "account_grant" ("UserId");

CREATE TRIGGER IF NOT EXISTS account_change_is_never_changed BEFORE UPDATE ON account_change
BEGIN SELECT RAISE(ABORT, 'the log of account changes is append-only'); END;
CREATE TRIGGER IF NOT EXISTS account_change_is_never_deleted BEFORE DELETE ON account_change
BEGIN SELECT RAISE(ABORT, 'the log of account changes is append-only'); END;
CREATE TRIGGER IF NOT EXISTS account_is_never_deleted BEFORE DELETE ON account
BEGIN SELECT RAISE(ABORT, 'accounts are disabled, not deleted'); END;
