-- What a role needs to ingest, each single privilege of it. Run as the registry's owner:
--   psql -v role=footman -v schema=main -f grants.sql DATABASE
-- `footman butler doctor REPO` says what is missing.

GRANT USAGE ON SCHEMA :"schema" TO :"role";
SET search_path TO :"schema";

-- Looked at.
GRANT SELECT ON butler_attributes, instrument, detector, physical_filter, collection, run, dataset_type,
  dimension_graph_definition TO :"role";

-- Exposures and visits. A row that is there already is told by its key, which takes SELECT.
GRANT SELECT, INSERT ON "group", day_obs, exposure, visit_system, visit, visit_definition, visit_system_membership,
  visit_detector_region, visit_skypix_overlap, visit_detector_region_skypix_overlap TO :"role";

-- Files. The tables of data IDs that raw dataset types use, and the records tables that butler.yaml names, may have other names: doctor tells.
GRANT SELECT, INSERT ON dataset, collection_summary_dataset_type, collection_summary_instrument, dataset_location,
  file_datastore_records TO :"role";
GRANT SELECT, INSERT ON dataset_tags_00000001 TO :"role"; -- if there

-- Runs, until those of all instruments are there.
GRANT INSERT ON collection, run TO :"role";
GRANT USAGE ON SEQUENCE collection_seq_collection_id TO :"role";

-- Dataset types, until raw, guider_raw and rawSpectrum are there; UPDATE is for daf_butler's locks.
GRANT UPDATE ON dimension_graph_key, dimension_graph_definition TO :"role";
GRANT INSERT ON dataset_type TO :"role";
GRANT USAGE ON SEQUENCE dataset_type_seq_id TO :"role";

-- The table of their data IDs, until there is one. It will belong to this role, which has to let others read it.
GRANT CREATE ON SCHEMA :"schema" TO :"role";
GRANT SELECT, INSERT ON dimension_graph_key TO :"role";
GRANT INSERT ON dimension_graph_definition TO :"role";
GRANT USAGE ON SEQUENCE dimension_graph_key_seq_id TO :"role";
GRANT REFERENCES ON dataset_type, dataset, collection, collection_summary_dataset_type, collection_summary_instrument,
  instrument, detector, exposure TO :"role";
