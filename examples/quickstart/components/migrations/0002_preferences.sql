-- What an account has chosen: the theme follows the system unless it says so.
CREATE TABLE preference (
    account_id INTEGER PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    theme      TEXT NOT NULL DEFAULT 'system' CHECK (theme IN ('system', 'light', 'dark')),
    locale     TEXT NOT NULL DEFAULT 'en'
);

CREATE INDEX preference_by_locale ON preference (locale);
