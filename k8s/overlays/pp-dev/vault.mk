SECRET_PATH = secret/rubin/usdf-prompt-processing-dev/autoingest
DB_AUTH_PATH = $(SITE_PATH)
S3_PATH = $(SITE_PATH)
S3_FIELDS = profile
