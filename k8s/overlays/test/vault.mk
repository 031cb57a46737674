SECRET_PATH = secret/rubin/usdf-embargo-dmz-dev
DB_AUTH_PATH =
S3_PATH = $(SITE_PATH)
S3_FIELDS = profile
