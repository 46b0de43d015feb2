-- How sure the standard of a determination is, where the value lies in an expected range, and what follows. Empty in
-- determinations that were made before these were known.
ALTER TABLE determination ADD COLUMN certainty TEXT NOT NULL DEFAULT '';
ALTER TABLE determination ADD COLUMN position TEXT NOT NULL DEFAULT '';
ALTER TABLE determination ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
