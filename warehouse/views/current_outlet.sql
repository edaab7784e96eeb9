CREATE OR REPLACE VIEW current_outlet AS
SELECT id, arg_max(name, since) AS name, arg_max(homepage, since) AS homepage, arg_max(country, since) AS country,
       arg_max(tier, since) AS tier, arg_max(timezone, since) AS timezone
FROM main.outlet
GROUP BY id;
COMMENT ON VIEW current_outlet IS 'The present entry of each outlet in sources.yaml.';
COMMENT ON COLUMN current_outlet.id IS 'The id in sources.yaml.';
COMMENT ON COLUMN current_outlet.name IS 'Display name.';
COMMENT ON COLUMN current_outlet.homepage IS 'Address of its front page.';
COMMENT ON COLUMN current_outlet.country IS 'ISO 3166 code of the country where it is made.';
COMMENT ON COLUMN current_outlet.tier IS '1 national paper, broadcaster or agency; 2 regional or specialised; 3 small or unknown.';
COMMENT ON COLUMN current_outlet.timezone IS 'Time zone of its dates that name none.';
