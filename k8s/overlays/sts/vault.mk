SITE_FIELDS = register_svc_rsa
